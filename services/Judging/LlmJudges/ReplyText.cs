using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using ArenaLearning.Contracts.Formats.Answers;

namespace ArenaLearning.Judging.LlmJudges;

/// <summary>A reply taken apart into complete JSON objects and what stands around them.</summary>
/// <param name="Scored">The complete objects that have both scores and stand for themselves, in their order; none of those in reasoning.</param>
/// <param name="Before">Text before the last of them, without complete objects and without reasoning; the whole text where there is none.</param>
/// <param name="After">Text after the last of them, without complete objects.</param>
/// <param name="BrokenAfter">Something after it began like JSON and is none, or it stood inside such a thing.</param>
/// <param name="Unfinished">The reply ends within an object.</param>
internal sealed record ReplyText(IReadOnlyList<ScoredObject> Scored, string Before, string After, bool BrokenAfter, bool Unfinished)
{
    /// <summary>More than any mark of thinking has.</summary>
    private const int MostMarkBytes = 64;

    public static ReplyText Scan(ReadOnlySpan<byte> bytes)
    {
        var outside = new List<byte>(bytes.Length);
        // For each brace that is open around the place: whether it began something like JSON.
        var braces = new Stack<bool>();
        var scored = new List<ScoredObject>();
        var (scoredAt, brokenAround, brokenAfter) = (0, 0, false);

        for (var at = 0; at < bytes.Length;)
        {
            var rest = bytes[at..];
            if (ReasoningEnd(rest) is var mark and > 0)
            {
                (brokenAround, brokenAfter) = (0, false);
                scored.Clear();
                braces.Clear();
                outside.Clear();
                at += mark;
                continue;
            }
            if (rest[0] is (byte)'{' or (byte)'[' && JsonPrefix.Read(rest) is var prefix && (prefix.IsJson || !prefix.ReachesEnd))
            {
                if (prefix.ReachesEnd) return new([], "", "", false, Unfinished: true);
                if (prefix.IsComplete)
                {
                    if (brokenAround == 0 && Scores(rest[..prefix.Length]) is { } found)
                    {
                        scored.Add(found);
                        (scoredAt, brokenAfter) = (outside.Count, false);
                    }
                    outside.Add((byte)' ');
                }
                else
                {
                    // What is inside something broken counts for nothing.
                    for (var i = 0; i < prefix.OpenBraces; i++) braces.Push(prefix.IsJson);
                    outside.AddRange(rest[..prefix.Length]);
                    if (prefix.IsJson) (brokenAround, brokenAfter) = (brokenAround + prefix.OpenBraces, true);
                }
                at += prefix.Length;
                continue;
            }
            if (rest[0] == '}')
            {
                if (!braces.TryPop(out var broken)) brokenAfter = true;
                if (broken) brokenAround--;
            }
            outside.Add(rest[0]);
            at++;
        }

        var text = CollectionsMarshal.AsSpan(outside);
        var split = scored.Count == 0 ? text.Length : scoredAt;
        return new(scored, Encoding.UTF8.GetString(text[..split]), Encoding.UTF8.GetString(text[split..]), brokenAfter, Unfinished: false);
    }

    /// <returns>Length of the mark of the end of reasoning that begins here, which the start of may stand in the prompt; 0 where there is none.</returns>
    private static int ReasoningEnd(ReadOnlySpan<byte> rest)
    {
        if (rest is not [(byte)'<' or (byte)'[' or 0xE2, ..]) return 0;
        return Encoding.UTF8.GetByteCount(Thinking.ClosingMarkOf(Encoding.UTF8.GetString(rest[..Math.Min(MostMarkBytes, rest.Length)])));
    }

    private static ScoredObject? Scores(ReadOnlySpan<byte> json)
    {
        try
        {
            var fields = JsonElement.Parse(json);
            if (fields.ValueKind != JsonValueKind.Object) return null;
            List<JsonElement> a = [], b = [];
            string? reason = null;
            foreach (var field in fields.EnumerateObject())
            {
                if (field.NameEquals("score_a")) a.Add(field.Value);
                else if (field.NameEquals("score_b")) b.Add(field.Value);
                else if (field.NameEquals("reason") && field.Value.ValueKind == JsonValueKind.String) reason = TextOf(field.Value);
            }
            return a.Count > 0 && b.Count > 0 ? new(a, b, reason) : null;
        }
        catch (InvalidOperationException)
        {
            // A name with half a surrogate pair: well-formed JSON that holds no text.
            return null;
        }
    }

    private static string? TextOf(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return value.GetRawText();
        }
    }
}
