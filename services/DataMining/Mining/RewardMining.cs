using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Randomness;

namespace ArenaLearning.DataMining.Mining;

/// <summary>
/// Data for the reward model and PPO: of every response that the judge could check, up to where it is right; pairs of
/// a right and a wrong response; and the prompts themselves.
/// </summary>
public sealed class RewardMining : IRowMining
{
    public MiningKind Kind => MiningKind.Reward;

    /// <summary>One prompt in so many is held out, with all its rows, to measure pair accuracy.</summary>
    public const int HeldOutOneIn = 10;

    public async Task<TrainingDataMined> MineAsync(
        IReadOnlyList<ScoredPrompt> prompts, DatasetWriter dataset, CancellationToken cancellationToken)
    {
        List<RewardRows> mined = [.. prompts.Select(prompt => Mine(prompt, dataset.Rule.MinimumGap, dataset.Seed))];
        var training = mined.FindAll(prompt => !prompt.IsHeldOut);
        PreferenceRow[] pairs = [.. training.SelectMany(prompt => prompt.Pairs)];
        var (rows, count) = await dataset.JoinAsync(MinedDataset.PairsEnding, earlier => earlier.Rows, pairs, cancellationToken);
        var (stepwise, _) = await dataset.JoinAsync(
            MinedDataset.StepwiseEnding, earlier => earlier.Stepwise, training.SelectMany(prompt => prompt.Steps), cancellationToken);
        var (ppoPrompts, _) = await dataset.JoinAsync(
            MinedDataset.PromptsEnding, earlier => earlier.Prompts, mined.Select(prompt => prompt.Prompt), cancellationToken);
        var (heldOut, _) = await dataset.JoinAsync(
            MinedDataset.HeldOutEnding, earlier => earlier.HeldOut,
            mined.Where(prompt => prompt.IsHeldOut).SelectMany(prompt => prompt.Pairs), cancellationToken);
        return dataset.Mined(
            new(rows, stepwise, ppoPrompts, heldOut), count, pairs.Select(pair => pair.Provenance), mined.Select(prompt => prompt.Dropped));
    }

    /// <summary>
    /// Every wrong response is paired with one of the best-scoring right ones (the seed picks), and one right response
    /// with itself after a digit of a result was changed. A response with a wrong step is wrong, whatever its final
    /// answer. Where one of the two has no score, for its battles could not be judged, nothing says how wide the gap is, and they are no pair.
    /// </summary>
    public static RewardRows Mine(ScoredPrompt prompt, double minimumGap, long seed)
    {
        var random = SplitMix64.Stream(seed, prompt.Prompt.PromptId);
        var isHeldOut = random.Below(HeldOutOneIn) == 0;
        var rule = FormattableString.Invariant($"reward: gap >= {minimumGap}");
        var ppoPrompt = new PromptOnlyRow(prompt.Prompt.Messages, prompt.Prompt.Reference, prompt.Provenance("ppo prompt"));

        var responses = prompt.Responses.Where(response => response.Response.Correct is not null)
            .DistinctBy(response => response.Text, StringComparer.Ordinal).ToArray();
        if (responses.Length == 0) return new(isHeldOut, ppoPrompt, [], [], "no response that the judge could check");

        var steps = responses.Select(response => Stepwise(prompt, response)).ToList();
        var pairs = new List<PreferenceRow>();
        var right = responses.Where(IsRight).ToArray();
        if (right.Length == 0) return new(isHeldOut, ppoPrompt, steps, pairs, "no right answer");

        var top = right.Max(response => response.Score ?? 0);
        var best = right.Where(response => (response.Score ?? 0) == top).ToArray();
        foreach (var loser in responses.Where(response => !IsRight(response)))
        {
            var winner = best[random.Below(best.Length)];
            var gap = winner.Score - loser.Score;
            if (gap is not { } known || known < minimumGap) continue;
            pairs.Add(Pair(prompt, rule, winner, loser.Text, loser.Contestant, gap));
        }
        var original = right[random.Below(right.Length)];
        if (EditedResponse.Of(original.Text, random) is { } edited && responses.All(response => response.Text != edited.Text))
        {
            pairs.Add(Pair(prompt, "reward: one digit changed", original, edited.Text, EditedResponse.Contestant, null));
            steps.Add(Split(prompt, edited.Text, edited.FirstError,
                prompt.Provenance("stepwise: one digit changed", rejected: EditedResponse.Contestant)));
        }
        return new(isHeldOut, ppoPrompt, steps, pairs, pairs.Count == 0 ? "gap below K" : null);
    }

    private static bool IsRight(ScoredResponse response) => response.Response is { Correct: true, FirstError: null };

    private static StepwiseRow Stepwise(ScoredPrompt prompt, ScoredResponse response)
    {
        const string Rule = "stepwise: right up to the first error";
        return IsRight(response)
            ? new(prompt.Prompt.Messages, [response.Text], [true], prompt.Provenance(Rule, chosen: response.Contestant))
            : Split(prompt, response.Text, response.Response.FirstError ?? 0, prompt.Provenance(Rule, rejected: response.Contestant));
    }

    /// <summary>
    /// The right beginning and the rest. A response that only stops too early has an empty rest: what is wrong is its end.
    /// </summary>
    private static StepwiseRow Split(ScoredPrompt prompt, string text, int firstError, Provenance provenance) =>
        firstError == 0
            ? new(prompt.Prompt.Messages, [text], [false], provenance)
            : new(prompt.Prompt.Messages, [text[..firstError], text[firstError..]], [true, false], provenance);

    private static PreferenceRow Pair(
        ScoredPrompt prompt, string rule, ScoredResponse winner, string loser, string loserName, double? gap) => new(
        prompt.Prompt.Messages, [ChatTurn.Assistant(winner.Text)], [ChatTurn.Assistant(loser)],
        prompt.Provenance(rule, winner.Contestant, loserName, gap));
}

/// <summary>What one prompt gives to reward model and PPO.</summary>
/// <param name="IsHeldOut">The pairs measure the reward model; nothing of this prompt trains it.</param>
/// <param name="Dropped">Why there are no pairs; null where there are.</param>
public sealed record RewardRows(
    bool IsHeldOut, PromptOnlyRow Prompt, IReadOnlyList<StepwiseRow> Steps, IReadOnlyList<PreferenceRow> Pairs, string? Dropped);
