using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace ArenaLearning.Endpoints.Protocol;

/// <summary>What a server says of its own refusal.</summary>
/// <param name="Text">One line, without the key; empty where it says nothing.</param>
/// <param name="Code">OpenAI's <c>error.code</c> or <c>error.type</c>.</param>
internal sealed record ServerMessage(string Text, string? Code)
{
    private const int MostCharacters = 300;

    /// <param name="key">Some servers repeat it in their complaint.</param>
    public static ServerMessage Read(ReadOnlySpan<byte> body, string? key)
    {
        var (text, code) = Parse(Encoding.UTF8.GetString(body));
        text = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (key is not null) text = text.Replace(key, "***", StringComparison.Ordinal);
        return new(text.Length > MostCharacters ? $"{text[..MostCharacters]}…" : text, code);
    }

    /// <summary>
    /// How long to wait: <c>retry-after-ms</c>, which is the finer one, or <c>Retry-After</c> in seconds or as a date.
    /// </summary>
    public static TimeSpan? RetryAfter(HttpResponseHeaders headers, DateTimeOffset now)
    {
        if (headers.TryGetValues("retry-after-ms", out var values)
            && double.TryParse(values.First(), System.Globalization.CultureInfo.InvariantCulture, out var milliseconds) && milliseconds is >= 0 and < 1e9)
            return TimeSpan.FromMilliseconds(milliseconds);
        var wait = headers.RetryAfter is { Date: { } date } ? date - now : headers.RetryAfter?.Delta;
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    private static (string Text, string? Code) Parse(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return (body, null);
            var error = root.TryGetProperty("error", out var found) ? found : root;
            if (error.ValueKind != JsonValueKind.Object) return (error.ToString(), null);
            return (Property(error, "message") ?? Property(error, "detail") ?? body, Property(error, "code") ?? Property(error, "type"));
        }
        catch (JsonException)
        {
            return (body, null);
        }
    }

    private static string? Property(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined) ? value.ToString() : null;
}
