using System.Buffers;
using System.Text.Json;

namespace ArenaLearning.Judging.LlmJudges;

/// <summary>The longest part of a text, from its start, that is the beginning of JSON.</summary>
/// <param name="Length">In bytes; at least 1.</param>
/// <param name="IsComplete">The part is a whole object or array.</param>
/// <param name="ReachesEnd">The text ends before the object or array does, and nothing is wrong up to there.</param>
/// <param name="OpenBraces">Objects that begin in the part and do not end in it.</param>
/// <param name="IsJson">Whether it is meant as JSON, or only a brace in prose or code.</param>
internal readonly record struct JsonPrefix(int Length, bool IsComplete, bool ReachesEnd, int OpenBraces, bool IsJson)
{
    private static ReadOnlySpan<byte> Blanks => " \t\r\n"u8;

    private static readonly JsonReaderOptions Strict = new() { CommentHandling = JsonCommentHandling.Disallow, MaxDepth = 64 };

    private static readonly SearchValues<byte> OfWords =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789"u8);

    /// <param name="text">Begins with a brace or a bracket.</param>
    public static JsonPrefix Read(ReadOnlySpan<byte> text)
    {
        // Braces of prose and code are many, and an exception for each is dear.
        if (text[0] == '{' && text[1..].TrimStart(Blanks) is [not (byte)'"' and not (byte)'}', ..])
            return new(1, false, false, 1, IsMeantAsJson(text));

        var reader = new Utf8JsonReader(text, isFinalBlock: false, new JsonReaderState(Strict));
        var (braces, named) = (0, false);
        try
        {
            while (reader.Read())
            {
                named |= reader.TokenType == JsonTokenType.PropertyName;
                if (reader.TokenType == JsonTokenType.StartObject) braces++;
                if (reader.TokenType == JsonTokenType.EndObject) braces--;
                if (reader.CurrentDepth == 0 && reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
                    return new((int)reader.BytesConsumed, true, false, 0, true);
            }
            // A bracket without an object may be one of prose.
            return new(text.Length, false, true, braces, IsJson: named || braces > 0);
        }
        catch (JsonException)
        {
            return new(Math.Max(1, (int)reader.BytesConsumed), false, false, braces, named || IsMeantAsJson(text));
        }
    }

    // {'score_a': 8}, {score_a: 8} and {“score_a”: 8} are meant as JSON, {x, y} is not.
    private static bool IsMeantAsJson(ReadOnlySpan<byte> text)
    {
        if (text[0] != '{') return false;
        var inside = text[1..].TrimStart(Blanks);
        if (inside.IsEmpty) return true;
        if (inside[0] is (byte)'"' or (byte)'\'' || inside.StartsWith("“"u8) || inside.StartsWith("‘"u8)) return true;
        var word = inside.IndexOfAnyExcept(OfWords);
        return word > 0 && inside[word..].TrimStart(Blanks) is [(byte)':', ..];
    }
}
