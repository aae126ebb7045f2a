using ArenaLearning.LanguageModels.Decoder;
using ArenaLearning.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace ArenaLearning.LanguageModels.Sampling;

/// <param name="Tokens">The response, without the end token.</param>
/// <param name="Finished">Whether the end token came; false where the limit cut the response.</param>
public sealed record SampledResponse(int[] Tokens, bool Finished);

/// <summary>Decodes many prompts at once with a key-value cache.</summary>
/// <remarks>
/// Each sequence draws from its own seed. The same batch gives the same tokens on the same machine; in another batch the
/// logits may differ in the last bits, and a draw or an argmax that is nearly tied may turn out otherwise.
/// </remarks>
public static class BatchSampler
{
    private const int PadToken = 0;

    // Finished sequences are computed on until they are this many: leaving them behind copies the cache.
    private const double MostRunning = 0.75;

    /// <param name="prompts">Token ids, the generation prompt included.</param>
    /// <param name="seeds">One for each prompt.</param>
    /// <param name="temperature">0 is greedy.</param>
    /// <param name="maxTokens">Most tokens of a response, the end token included.</param>
    /// <exception cref="ArgumentException">A prompt leaves no room for a response in the model's positions.</exception>
    public static SampledResponse[] Sample(
        DecoderModel model, IReadOnlyList<int[]> prompts, IReadOnlyList<long> seeds, double temperature, int maxTokens,
        int endToken, CancellationToken cancellationToken = default)
    {
        if (prompts.Count == 0) return [];
        var longest = prompts.Max(prompt => prompt.Length);
        if (longest + maxTokens > model.Config.MaxPositions)
            throw new ArgumentException(
                $"A prompt of {longest} tokens and a response of up to {maxTokens} do not fit into the model's {model.Config.MaxPositions} positions.");

        using var noGradients = no_grad();
        using var all = NewDisposeScope();
        using var cache = new KeyValueCache(model, [.. prompts.Select(prompt => longest - prompt.Length)], longest + maxTokens);
        var random = seeds.Select(seed => new SplitMix64(seed)).ToArray();
        var responses = prompts.Select(_ => new List<int>()).ToArray();
        var finished = new bool[prompts.Count];
        int[] active = [.. Enumerable.Range(0, prompts.Count)]; // the prompt of each row in the cache
        var next = LeftPadded(prompts, longest);
        for (var step = 0; step < maxTokens; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            using var ids = tensor(next, [active.Length, next.Length / active.Length], ScalarType.Int64, model.Device);
            var logits = model.Logits(model.HiddenOfNext(ids, cache)).cpu().data<float>().ToArray();
            var size = logits.Length / active.Length;
            next = new long[active.Length];
            for (var row = 0; row < active.Length; row++)
            {
                var prompt = active[row];
                if (finished[prompt]) continue;
                var token = TokenDraw.Next(logits.AsSpan(row * size, size), temperature, random[prompt]);
                next[row] = token;
                if (token == endToken) finished[prompt] = true;
                else responses[prompt].Add(token);
            }
            int[] running = [.. Enumerable.Range(0, active.Length).Where(row => !finished[active[row]])];
            if (running.Length == 0) break;
            if (running.Length > active.Length * MostRunning) continue;
            cache.Keep(running);
            next = [.. running.Select(row => next[row])];
            active = [.. running.Select(row => active[row])];
        }
        return [.. responses.Select((tokens, row) => new SampledResponse([.. tokens], finished[row]))];
    }

    private static long[] LeftPadded(IReadOnlyList<int[]> prompts, int width)
    {
        var padded = new long[prompts.Count * width];
        Array.Fill(padded, PadToken);
        for (var row = 0; row < prompts.Count; row++)
            for (var i = 0; i < prompts[row].Length; i++)
                padded[(row + 1) * width - prompts[row].Length + i] = prompts[row][i];
        return padded;
    }
}
