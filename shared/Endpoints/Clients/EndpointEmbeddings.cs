using System.Runtime.InteropServices;
using System.Text.Json;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Endpoints.Cache;
using ArenaLearning.Endpoints.Connections;
using ArenaLearning.Endpoints.Failures;
using ArenaLearning.Endpoints.Protocol;
using ArenaLearning.Endpoints.Settings;
using Microsoft.Extensions.AI;

namespace ArenaLearning.Endpoints.Clients;

/// <summary>
/// Embeddings of texts by a model behind an endpoint. Texts that were embedded before come from the cache, the others go in one
/// request, and in two of half as many where the server refuses that as too long.
/// </summary>
internal sealed class EndpointEmbeddings(EndpointModel model, EndpointConnection connection, ReplyCache cache) : IEmbeddingGenerator<string, Embedding<float>>
{
    private const int ShownCharacters = 60;

    private readonly IReadOnlyDictionary<string, JsonElement> extra = ExtraBody.Read(model);

    /// <returns>An embedding for each text, in their order.</returns>
    /// <exception cref="EndpointException">The endpoint did not answer in the end; where it refuses one text as too long the message names it.</exception>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        string[] texts = [.. values];
        var keys = Array.ConvertAll(texts, text => ReplyKey.OfEmbedded(model, text));
        var rows = new float[texts.Length][];
        for (var i = 0; i < texts.Length; i++)
            if (await cache.FindAsync(keys[i], cancellationToken) is { } kept && MemoryMarshal.Cast<byte, float>(kept) is var row && row.ContainsAnyExcept(0f))
                rows[i] = row.ToArray();

        int[] missing = [.. Enumerable.Range(0, texts.Length).Where(i => rows[i] is null)];
        var tokens = 0;
        if (missing.Length > 0)
        {
            var reply = await AskAsync(Array.ConvertAll(missing, i => texts[i]), cancellationToken);
            tokens = reply.PromptTokens;
            foreach (var (i, row) in missing.Zip(reply.Rows))
            {
                if (!row.AsSpan().ContainsAnyExcept(0f)) throw connection.Failed(EndpointFailure.Refused, OnlyZeros(texts[i]));
                rows[i] = row;
                await cache.KeepAsync(keys[i], MemoryMarshal.AsBytes<float>(row).ToArray(), cancellationToken);
            }
        }
        return new(rows.Select(row => new Embedding<float>(row) { ModelId = model.Model }))
        {
            Usage = new() { InputTokenCount = tokens, TotalTokenCount = tokens },
        };
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null : serviceType.IsInstanceOfType(this) ? this : serviceType == typeof(EndpointModel) ? model : null;

    // The connection is shared; it goes with the process.
    public void Dispose()
    {
    }

    private async Task<EmbeddingReply> AskAsync(string[] texts, CancellationToken cancellationToken)
    {
        try
        {
            var body = Body(texts);
            return await connection.PostAsync("embeddings", model.Model, body, TokenEstimate.Of(body.Length), (root, _) =>
            {
                var reply = EmbeddingReply.Parse(root, texts.Length);
                return (reply, reply.PromptTokens);
            }, cancellationToken);
        }
        catch (EndpointException e) when (e.Status is 400 or 413 or 422)
        {
            if (texts.Length == 1) throw new EndpointException(e.Failure, $"{e.Message} {Refused(texts[0])}", e) { Status = e.Status };
            var half = texts.Length / 2;
            var first = await AskAsync(texts[..half], cancellationToken);
            var second = await AskAsync(texts[half..], cancellationToken);
            return new([.. first.Rows, .. second.Rows], first.PromptTokens + second.PromptTokens);
        }
    }

    private static string Refused(string text) =>
        $"It was asked for one text alone, of {text.Length:N0} characters, that begins \"{Beginning(text)}\": "
        + "if that is too long for the model, shorten it or leave it out.";

    private string OnlyZeros(string text) =>
        $"gave an embedding of nothing but zeros for the text that begins \"{Beginning(text)}\", which is like no other text: "
        + $"check that {model.Model} is a model of embeddings and is loaded.";

    private static string Beginning(string text) => text.Length > ShownCharacters ? text[..ShownCharacters] + "…" : text;

    private byte[] Body(string[] texts)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("model", model.Model);
            json.WriteStartArray("input");
            foreach (var text in texts) json.WriteStringValue(text);
            json.WriteEndArray();
            foreach (var (name, value) in extra)
            {
                json.WritePropertyName(name);
                value.WriteTo(json);
            }
            json.WriteEndObject();
        }
        return stream.ToArray();
    }
}
