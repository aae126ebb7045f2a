namespace ArenaLearning.Ratings.Flags;

/// <summary>
/// Finds contestants that try to win without answering: by (nearly) the same text for many prompts, or by text that is addressed to the
/// judge, as the null models of arXiv 2410.07137 are. What is held does not grow with the prompts.
/// </summary>
public sealed class ContestantFlags
{
    /// <summary>A contestant is flagged where this share of the prompts it answered is affected, or more.</summary>
    public const double SameTextShare = 0.2;

    /// <inheritdoc cref="SameTextShare"/>
    public const double AddressedShare = 0.05;

    /// <summary>And at least this many prompts.</summary>
    public const int FewestPrompts = 5;

    private readonly SortedDictionary<string, Contestant> contestants = new(StringComparer.Ordinal);

    /// <summary>
    /// A response; several to one prompt count once. Those of a contestant to one prompt come one after the other, prompts in any order.
    /// </summary>
    public void Add(string promptId, string contestant, string response)
    {
        if (!contestants.TryGetValue(contestant, out var tally)) contestants.Add(contestant, tally = new());
        tally.TurnTo(promptId);
        foreach (var key in SameText.Keys(response))
            if (tally.OfPrompt.Keys.Add(key)) tally.Texts.Add(key);
        foreach (var pattern in JudgeAddress.Of(response))
        {
            if (tally.OfPrompt.Patterns.Count == 0) tally.Addressed++;
            if (tally.OfPrompt.Patterns.Add(pattern)) tally.Patterns[pattern] = tally.Patterns.GetValueOrDefault(pattern) + 1;
        }
    }

    /// <returns>The contestants with a reason to be flagged, in ordinal order.</returns>
    public IReadOnlyList<FlaggedContestant> Flagged() =>
        [.. contestants.Select(entry => new FlaggedContestant(entry.Key, [.. Reasons(entry.Value)])).Where(contestant => contestant.Reasons.Count > 0)];

    private static IEnumerable<FlagReason> Reasons(Contestant tally)
    {
        var prompts = tally.Prompts;
        var same = tally.Texts.Most;
        if (IsMany(same, SameTextShare)) yield return new(FlagKind.SameText, same, prompts, []);
        if (IsMany(tally.Addressed, AddressedShare))
            yield return new(FlagKind.AddressesJudge, tally.Addressed, prompts,
                [.. tally.Patterns.OrderByDescending(pattern => pattern.Value).ThenBy(pattern => pattern.Key, StringComparer.Ordinal)
                    .Select(pattern => pattern.Key)]);

        bool IsMany(int affected, double share) => affected >= FewestPrompts && affected >= share * prompts;
    }

    private sealed class Contestant
    {
        private string? prompt;

        /// <summary>Prompts until now.</summary>
        public int Prompts { get; private set; }

        /// <summary>What the answers to the prompt of now have shown.</summary>
        public (HashSet<ulong> Keys, HashSet<string> Patterns) OfPrompt { get; } = ([], new(StringComparer.Ordinal));

        /// <summary>Prompts by key of their answers' text.</summary>
        public FrequentKeys Texts { get; } = new();

        /// <summary>Prompts by pattern.</summary>
        public Dictionary<string, int> Patterns { get; } = new(StringComparer.Ordinal);

        /// <summary>Prompts with any pattern.</summary>
        public int Addressed { get; set; }

        public void TurnTo(string promptId)
        {
            if (promptId == prompt) return;
            prompt = promptId;
            Prompts++;
            OfPrompt.Keys.Clear();
            OfPrompt.Patterns.Clear();
        }
    }
}

/// <param name="Reasons">At least one.</param>
public sealed record FlaggedContestant(string Contestant, IReadOnlyList<FlagReason> Reasons);

/// <param name="Prompts">Prompts whose answers are affected; of nearly the same text a few more may be.</param>
/// <param name="Of">Prompts that the contestant answered.</param>
/// <param name="Patterns">What of text addressed to the judge was found, the most frequent first.</param>
public sealed record FlagReason(FlagKind Kind, int Prompts, int Of, IReadOnlyList<string> Patterns);

/// <summary>Why a contestant is flagged.</summary>
public enum FlagKind
{
    /// <summary>Many prompts are answered with nearly the same text.</summary>
    SameText,
    /// <summary>Many answers speak to the judge or imitate its verdict.</summary>
    AddressesJudge,
}
