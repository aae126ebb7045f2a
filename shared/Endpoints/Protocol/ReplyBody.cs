using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ArenaLearning.Endpoints.Protocol;

/// <summary>Opens the body of a reply as JSON, whatever the server does with bytes and text around it.</summary>
internal static partial class ReplyBody
{
    private const int ShownCharacters = 60;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>
    /// A byte order mark is left out, another encoding read if the server names it, and half a surrogate pair, which is no text, becomes
    /// U+FFFD. Of a stream of events, which nobody asked for, the pieces are put together.
    /// </summary>
    /// <param name="charset">Of the header <c>Content-Type</c>; null where it names none.</param>
    /// <exception cref="JsonException">It is no JSON; says how it begins, and what to do.</exception>
    public static JsonDocument Open(ReadOnlySpan<byte> body, string? charset)
    {
        var text = Decode(body, charset);
        if (text.Contains("\\ud", StringComparison.OrdinalIgnoreCase)) text = Escape().Replace(text, LoneSurrogate);
        try
        {
            return EventStream.Begins(text) ? EventStream.Join(text) : JsonDocument.Parse(text);
        }
        catch (JsonException e)
        {
            throw new JsonException(Words(text, e), e);
        }
    }

    private static string Decode(ReadOnlySpan<byte> body, string? charset)
    {
        if (body.StartsWith(Encoding.UTF8.Preamble)) body = body[Encoding.UTF8.Preamble.Length..];
        try
        {
            return Strict.GetString(body);
        }
        catch (DecoderFallbackException e)
        {
            return Named(charset)?.GetString(body) ?? throw new JsonException("it is not in UTF-8, and its Content-Type names no other encoding", e);
        }
    }

    /// <returns>Null for UTF-8, and for what is not known.</returns>
    private static Encoding? Named(string? charset)
    {
        if (charset is null) return null;
        try
        {
            return Encoding.GetEncoding(charset.Trim('"')) is var named && named.CodePage != Encoding.UTF8.CodePage ? named : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static string Words(string text, JsonException e)
    {
        var line = string.Join(' ', text.Split((char[]?)null, 12, StringSplitOptions.RemoveEmptyEntries).Take(11));
        if (line.Length == 0) return "it is empty";
        if (text.TrimEnd().Contains("\n{", StringComparison.Ordinal) && line[0] == '{')
            return "it is JSON line by line, as Ollama's own API sends it: let base_url be that of its OpenAI-compatible API, which ends with /v1";
        if (line[0] is '{' or '[') return e.Message;
        return $"it is no JSON and begins \"{(line.Length > ShownCharacters ? line[..ShownCharacters] + "…" : line)}\": "
            + "check that base_url is the address of an OpenAI-compatible API, which often ends with /v1";
    }

    private static string LoneSurrogate(Match escape) => escape.Groups["lone"].Success ? @"\ufffd" : escape.Value;

    // Escapes one after another, so that the backslash of "\\ud83d" is not taken for the start of one.
    [GeneratedRegex(@"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?<lone>u[dD][89a-fA-F][0-9a-fA-F]{2})|.)", RegexOptions.Singleline)]
    private static partial Regex Escape();
}
