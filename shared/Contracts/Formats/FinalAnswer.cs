using System.Globalization;

namespace ArenaLearning.Contracts.Formats;

/// <summary>The final answer of a response in GSM8K's form: what follows the last <c>####</c>.</summary>
public static class FinalAnswer
{
    public const string Marker = "####";

    /// <returns>The text after the last marker, without commas and white space; null where there is none.</returns>
    public static string? Read(string response)
    {
        var at = response.LastIndexOf(Marker, StringComparison.Ordinal);
        if (at < 0) return null;
        var answer = response[(at + Marker.Length)..].Trim().Replace(",", "", StringComparison.Ordinal);
        return answer.Length == 0 ? null : answer;
    }

    /// <summary>Whether the response's final answer is the reference, compared as numbers.</summary>
    public static bool Matches(string response, string reference) =>
        Read(response) is { } answer && Number(answer) is { } a && Number(reference) is { } b && a == b;

    private static decimal? Number(string text) =>
        decimal.TryParse(text.Replace(",", "", StringComparison.Ordinal), NumberStyles.Number, CultureInfo.InvariantCulture, out var value)
            ? value : null;
}
