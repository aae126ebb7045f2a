using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Randomness;

namespace ArenaLearning.DataMining.Mining;

/// <summary>
/// Rule B of Arena Learning (section 3.3): at most one chosen/rejected pair a prompt. Either may be the target's own.
/// </summary>
public sealed class PreferenceMining : IRowMining
{
    public MiningKind Kind => MiningKind.Preference;

    public Task<TrainingDataMined> MineAsync(IReadOnlyList<ScoredPrompt> prompts, DatasetWriter dataset, CancellationToken cancellationToken) =>
        dataset.WriteAsync(
            [.. prompts.Select(prompt => Mine(prompt, dataset.Rule.MinimumGap, dataset.Seed))], row => row.Provenance, cancellationToken);

    /// <summary>
    /// The pair with the widest gap, if that is at least K. Of equally wide ones those whose rejected response is
    /// the target's come first, since what the target itself does wrong is what it can unlearn; then the seed picks.
    /// Identical texts are never paired, and an answer known to be wrong is never chosen.
    /// </summary>
    public static Mined<PreferenceRow> Mine(ScoredPrompt prompt, double minimumGap, long seed)
    {
        var scored = prompt.Responses.Where(response => response.Score is not null).ToArray();
        if (scored.Select(response => response.Text).Distinct(StringComparer.Ordinal).Count() < 2)
            return new(null, "all alike");
        var choosable = scored.Where(response => !response.IsKnownWrong).ToArray();
        if (choosable.Length == 0) return new(null, "no right answer");

        var pairs = (
            from chosen in choosable
            from rejected in scored
            where chosen.Text != rejected.Text
            select (Chosen: chosen, Rejected: rejected, Gap: chosen.Score!.Value - rejected.Score!.Value)).ToArray();
        var widest = pairs.Max(pair => pair.Gap);
        if (widest <= 0) return new(null, "no response better than another");
        if (widest < minimumGap) return new(null, "gap below K");
        var candidates = pairs.Where(pair => pair.Gap == widest).ToArray();
        if (candidates.Any(pair => pair.Rejected.IsTarget))
            candidates = [.. candidates.Where(pair => pair.Rejected.IsTarget)];

        var (winner, loser, gap) = candidates[SplitMix64.Stream(seed, prompt.Prompt.PromptId).Below(candidates.Length)];
        return new(new(
            prompt.Prompt.Messages, [ChatTurn.Assistant(winner.Text)], [ChatTurn.Assistant(loser.Text)],
            prompt.Provenance(FormattableString.Invariant($"preference: gap >= {minimumGap}"), winner.Contestant, loser.Contestant, gap)));
    }
}
