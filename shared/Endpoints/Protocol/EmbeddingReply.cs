using System.Text.Json;

namespace ArenaLearning.Endpoints.Protocol;

/// <summary>What a reply of <c>embeddings</c> says.</summary>
/// <param name="Rows">One for each text, in the order of the texts.</param>
/// <param name="PromptTokens">As the server counts; 0 where it does not.</param>
internal sealed record EmbeddingReply(float[][] Rows, int PromptTokens)
{
    /// <param name="texts">How many embeddings were asked for.</param>
    /// <exception cref="JsonException">It has not one embedding of numbers for each text.</exception>
    public static EmbeddingReply Parse(JsonElement root, int texts)
    {
        if (root.Field("data") is not { ValueKind: JsonValueKind.Array } data) throw new JsonException("it has no list named data");
        if (data.GetArrayLength() != texts) throw new JsonException($"asked for {texts} embeddings and got {data.GetArrayLength()}");
        var rows = new float[texts][];
        foreach (var (position, item) in data.EnumerateArray().Index())
        {
            var index = Index(item, position);
            if (index >= texts || rows[index] is not null)
                throw new JsonException($"data[{position}] has the index {index}, which is wrong or there twice");
            rows[index] = Row(item, position);
        }
        return new(rows, TokenUsage.Read(root, isAnswered: false).Prompt ?? 0);
    }

    /// <returns>The place of the text that is meant; the item's own where it has no index.</returns>
    private static int Index(JsonElement item, int position)
    {
        if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty("index", out var index)) return position;
        return item.Count("index") ?? throw new JsonException(
            $"data[{position}].index is {index.GetRawText()} and no whole number: which text it belongs to cannot be told");
    }

    private static float[] Row(JsonElement item, int position)
    {
        if (item.Field("embedding") is not { ValueKind: JsonValueKind.Array } embedding)
            throw new JsonException($"data[{position}].embedding is no list of numbers");
        var row = new float[embedding.GetArrayLength()];
        foreach (var (i, number) in embedding.EnumerateArray().Index())
            if (number.ValueKind != JsonValueKind.Number || !number.TryGetSingle(out row[i]) || !float.IsFinite(row[i]))
                throw new JsonException($"data[{position}].embedding[{i}] is no finite number");
        return row.Length > 0 ? row : throw new JsonException($"data[{position}].embedding is empty");
    }
}
