using System.Text;

namespace ArenaLearning.Inference.Decoding;

/// <summary>Finds the first stop sequence in text that comes in pieces, and holds back what might be the beginning of one.</summary>
public sealed class StopText(IReadOnlyList<string> stops)
{
    private readonly StringBuilder held = new();

    /// <summary>Whether a stop sequence came; nothing behind it is text of the answer.</summary>
    public bool Found { get; private set; }

    /// <returns>The text that is now sure to belong to the answer; a stop sequence is none of it.</returns>
    public string Add(string piece)
    {
        if (Found) return "";
        if (stops.Count == 0) return piece;
        held.Append(piece);
        var text = held.ToString();
        var first = stops.Select(stop => text.IndexOf(stop, StringComparison.Ordinal)).Where(at => at >= 0).DefaultIfEmpty(-1).Min();
        Found = first >= 0;
        var sure = Found ? first : SureLength(text);
        held.Remove(0, Found ? text.Length : sure);
        return text[..sure];
    }

    /// <returns>What was held back, at the end of an answer without a stop sequence.</returns>
    public string End()
    {
        var rest = held.ToString();
        held.Clear();
        return rest;
    }

    // Up to the earliest place from which the text to its end is how a stop sequence begins.
    private int SureLength(string text)
    {
        for (var at = Math.Max(0, text.Length - stops.Max(stop => stop.Length) + 1); at < text.Length; at++)
            if (stops.Any(stop => stop.AsSpan().StartsWith(text.AsSpan(at), StringComparison.Ordinal))) return at;
        return text.Length;
    }
}
