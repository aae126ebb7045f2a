using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace ArenaLearning.Endpoints.Protocol;

/// <summary>What a server says of its own refusal.</summary>
/// <param name="Text">One line, without the key; empty where it says nothing.</param>
/// <param name="Code">OpenAI's <c>error.code</c> or <c>error.type</c>.</param>
/// <param name="Parameter">The field of the request that is meant; null where it names none.</param>
internal sealed record ServerMessage(string Text, string? Code = null, string? Parameter = null)
{
    private const int MostCharacters = 300;

    /// <summary>The HTTP status that a code is, as in the body of a gateway that answers 200 all the same; null for another code.</summary>
    public int? Status => int.TryParse(Code, NumberStyles.None, CultureInfo.InvariantCulture, out var status) && status is >= 400 and < 600 ? status : null;

    /// <param name="charset">Of the header <c>Content-Type</c>.</param>
    /// <param name="key">Some servers repeat it in their complaint.</param>
    public static ServerMessage Read(ReadOnlySpan<byte> body, string? charset, string? key)
    {
        try
        {
            using var document = ReplyBody.Open(body, charset);
            return Of(document.RootElement).Without(key);
        }
        catch (JsonException)
        {
            return new ServerMessage(Encoding.UTF8.GetString(body)).Without(key);
        }
    }

    /// <param name="root">An object with <c>error</c>, or the error itself.</param>
    public static ServerMessage Of(JsonElement root)
    {
        var error = root.Field("error") ?? root;
        if (error.ValueKind != JsonValueKind.Object) return new(error.ToString());
        var text = Words(error, "message") ?? Words(error, "detail") ?? Words(error, "msg") ?? root.GetRawText();
        return new(text, Words(error, "code") ?? Words(error, "type"), error.Text("param"));
    }

    /// <summary>Whether a body that came with a status of success is an error.</summary>
    public static bool IsError(JsonElement root)
    {
        if (root.Field("error") is { } error)
            return error.ValueKind == JsonValueKind.Object || (error.ValueKind == JsonValueKind.String && !string.IsNullOrWhiteSpace(error.GetString()));
        return root.Field("choices") is null && root.Field("data") is null
            && (root.Text("object") == "error" || root.Text("type") == "error" || root.Field("detail") is not null);
    }

    /// <returns>The same in one line that is not too long, with the key blotted out.</returns>
    public ServerMessage Without(string? key)
    {
        var line = string.Join(' ', Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (key is not null) line = line.Replace(key, "***", StringComparison.Ordinal);
        return this with { Text = line.Length > MostCharacters ? $"{line[..MostCharacters]}…" : line };
    }

    /// <summary>
    /// How long to wait: <c>retry-after-ms</c>, which is the finer one, or <c>Retry-After</c> in seconds, whole or not, or as a date.
    /// </summary>
    public static TimeSpan? RetryAfter(HttpResponseHeaders headers, DateTimeOffset now)
    {
        if (Number(headers, "retry-after-ms") is { } milliseconds) return TimeSpan.FromMilliseconds(milliseconds);
        if (headers.RetryAfter is null && Number(headers, "Retry-After") is { } seconds) return TimeSpan.FromSeconds(seconds);
        var wait = headers.RetryAfter is { Date: { } date } ? date - now : headers.RetryAfter?.Delta;
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    private static double? Number(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out var values)
        && double.TryParse(values.First().Trim().TrimEnd('s'), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number is >= 0 and < 1e9
            ? number : null;

    private static string? Words(JsonElement element, string name) => element.Field(name)?.ToString();
}
