using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Randomness;

namespace ArenaLearning.DataMining.Mining;

/// <summary>
/// Rule A of Arena Learning (section 3.3): prompts that the target lost by at least K, with the winner's response as
/// the new target.
/// </summary>
public sealed class SftMining : IRowMining
{
    public MiningKind Kind => MiningKind.Sft;

    public Task<TrainingDataMined> MineAsync(IReadOnlyList<ScoredPrompt> prompts, DatasetWriter dataset, CancellationToken cancellationToken) =>
        dataset.WriteAsync(
            [.. prompts.Select(prompt => Mine(prompt, dataset.Rule.MinimumGap, dataset.Seed))], row => row.Provenance, cancellationToken);

    /// <summary>
    /// The winner is the best-scoring response of another contestant; of several equally good ones the seed picks
    /// one, so that no contestant is favoured. An answer known to be wrong is never learned.
    /// </summary>
    public static Mined<SftRow> Mine(ScoredPrompt prompt, double minimumGap, long seed)
    {
        if (prompt.Responses.FirstOrDefault(response => response is { IsTarget: true, Score: not null, Response.Sample: 0 }) is not { } target)
            return new(null, "no scored response of the target");
        var others = prompt.Responses.Where(response => response is { IsTarget: false, Score: not null }).ToArray();
        if (others.Length == 0) return new(null, "no scored response of another contestant");

        var best = others.Max(response => response.Score!.Value);
        var gap = best - target.Score!.Value;
        if (gap < 0) return new(null, "target won");
        if (gap < minimumGap) return new(null, gap == 0 ? "target tied with the best" : "gap below K");
        var winners = others.Where(response => response.Score == best && !response.IsKnownWrong).ToArray();
        if (winners.Length == 0) return new(null, "no right answer");
        winners = [.. winners.Where(response => response.Text != target.Text)];
        if (winners.Length == 0) return new(null, "all alike");

        var winner = winners[SplitMix64.Stream(seed, prompt.Prompt.PromptId).Below(winners.Length)];
        return new(new(
            [.. prompt.Prompt.Messages, ChatTurn.Assistant(winner.Text)],
            prompt.Provenance(FormattableString.Invariant($"sft: gap >= {minimumGap}"), winner.Contestant, target.Contestant, gap)));
    }
}
