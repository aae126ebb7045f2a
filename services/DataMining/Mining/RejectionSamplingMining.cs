using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Randomness;

namespace ArenaLearning.DataMining.Mining;

/// <summary>Best of n: the target's own best answer to each prompt as the new target, if it is good enough.</summary>
public sealed class RejectionSamplingMining : IRowMining
{
    public MiningKind Kind => MiningKind.RejectionSampling;

    public Task<TrainingDataMined> MineAsync(IReadOnlyList<ScoredPrompt> prompts, DatasetWriter dataset, CancellationToken cancellationToken) =>
        dataset.WriteAsync([.. prompts.Select(prompt => Mine(prompt, dataset.Rule, dataset.Seed))], row => row.Provenance, cancellationToken);

    /// <summary>
    /// The best-scoring of the target's answers that are not known to be wrong, once for each text; of several equally good ones the seed
    /// picks. Its score must reach the least one and stand at least K above the mean of the target's answers;
    /// without a K it may lie below, where the judge liked a wrong answer better.
    /// </summary>
    public static Mined<SftRow> Mine(ScoredPrompt prompt, MiningRule rule, long seed)
    {
        var own = prompt.Responses.Where(response => response is { IsTarget: true, Score: not null }).ToArray();
        if (own.Length == 0) return new(null, "no scored response of the target");
        var keepable = own.Where(response => !response.IsKnownWrong).DistinctBy(response => response.Text, StringComparer.Ordinal).ToArray();
        if (keepable.Length == 0) return new(null, "no right answer");

        var top = keepable.Max(response => response.Score!.Value);
        // In the order of the scores, so that rounding does not depend on the samples' order.
        var gap = top - own.Select(response => response.Score!.Value).Order().Average();
        if (top < rule.MinimumScore) return new(null, "best score below the least");
        if (rule.MinimumGap > 0 && gap < rule.MinimumGap) return new(null, "gap below K");

        var best = keepable.Where(response => response.Score == top).ToArray();
        var chosen = best[SplitMix64.Stream(seed, prompt.Prompt.PromptId).Below(best.Length)];
        var least = rule.MinimumScore is { } score ? FormattableString.Invariant($", score >= {score}") : "";
        return new(new(
            [.. prompt.Prompt.Messages, ChatTurn.Assistant(chosen.Text)],
            prompt.Provenance(FormattableString.Invariant($"rejection sampling: gap to the mean >= {rule.MinimumGap}{least}"), chosen.Contestant, gap: gap)));
    }
}
