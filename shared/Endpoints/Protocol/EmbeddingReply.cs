using System.Text.Json;

namespace ArenaLearning.Endpoints.Protocol;

/// <summary>What a reply of <c>embeddings</c> says.</summary>
/// <param name="Rows">One for each text, in the order of the texts.</param>
internal sealed record EmbeddingReply(float[][] Rows, int PromptTokens)
{
    /// <param name="texts">How many embeddings were asked for.</param>
    /// <exception cref="JsonException">The body is cut off, no JSON, or has not one embedding of numbers for each text.</exception>
    public static EmbeddingReply Parse(ReadOnlyMemory<byte> body, int texts)
    {
        using var document = JsonDocument.Parse(body);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Array)
            throw new JsonException("it has no list named data");
        if (data.GetArrayLength() != texts) throw new JsonException($"asked for {texts} embeddings and got {data.GetArrayLength()}");
        var rows = new float[texts][];
        foreach (var (position, item) in data.EnumerateArray().Index())
        {
            var index = item.ValueKind == JsonValueKind.Object && item.TryGetProperty("index", out var written) && written.TryGetInt32(out var told) ? told : position;
            if (index < 0 || index >= texts || rows[index] is not null) throw new JsonException($"data[{position}] has the index {index}, which is wrong or there twice");
            rows[index] = Row(item, position);
        }
        var tokens = root.TryGetProperty("usage", out var usage) && usage.ValueKind == JsonValueKind.Object
            && usage.TryGetProperty("prompt_tokens", out var count) && count.TryGetInt32(out var counted) ? counted : 0;
        return new(rows, tokens);
    }

    private static float[] Row(JsonElement item, int position)
    {
        if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty("embedding", out var embedding) || embedding.ValueKind != JsonValueKind.Array)
            throw new JsonException($"data[{position}].embedding is no list of numbers");
        var row = new float[embedding.GetArrayLength()];
        foreach (var (i, number) in embedding.EnumerateArray().Index())
            if (number.ValueKind != JsonValueKind.Number || !number.TryGetSingle(out row[i]) || !float.IsFinite(row[i]))
                throw new JsonException($"data[{position}].embedding[{i}] is no finite number");
        return row.Length > 0 ? row : throw new JsonException($"data[{position}].embedding is empty");
    }
}
