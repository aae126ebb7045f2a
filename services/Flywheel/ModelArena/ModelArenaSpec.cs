using System.Text.Json.Serialization;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Contestants;
using ArenaLearning.Flywheel.Endpoints;
using ArenaLearning.Flywheel.Judges;
using ArenaLearning.Flywheel.Work;

namespace ArenaLearning.Flywheel.ModelArena;

/// <summary>
/// A campaign that ranks models as they are, and may mine training data for one of them. Every key of the YAML is the snake_case
/// name of a property here; it is told from a training campaign's file by its key <c>contestants</c>.
/// </summary>
public sealed record ModelArenaSpec
{
    public required string Name { get; init; }

    /// <summary>Everything random derives from it.</summary>
    public required long Seed { get; init; }

    public required string Device { get; init; }
    public required IReadOnlyList<EndpointSpec> Endpoints { get; init; }
    public required IReadOnlyList<ContestantSpec> Contestants { get; init; }
    public required PromptFileSpec Prompts { get; init; }
    public required BattlePlanSpec Battles { get; init; }
    public required JudgeSpec Judge { get; init; }

    /// <summary>Another judge of the same battles, for example people's recorded votes: the judge card says how far the two agree.</summary>
    public JudgeSpec? CompareWith { get; init; }

    public required LeaderboardSpec Arena { get; init; }
    public PairMiningSpec? Mining { get; init; }
    public required WorkSpec Work { get; init; }
    public BudgetSpec? Budget { get; init; }

    /// <summary>Names of the endpoints that somebody is asked at.</summary>
    [JsonIgnore]
    public IEnumerable<string> AskedEndpoints =>
        Contestants.Select(contestant => contestant.AskedAt).OfType<string>().Concat(Judge.Endpoints).Concat(CompareWith?.Endpoints ?? []);
}

/// <param name="File">JSONL, gzipped or not.</param>
/// <param name="Limit">Most prompts, the first ones of the file; null for all.</param>
public sealed record PromptFileSpec(string File, int? Limit);

/// <param name="MaxTokens">Most tokens of an answer.</param>
/// <param name="Against">Where given, only battles against this contestant are fought; null for all pairs.</param>
public sealed record BattlePlanSpec(int MaxTokens, string? Against);

/// <summary>How the battles become a leaderboard; see <see cref="RankingSettings"/>.</summary>
/// <param name="Anchor">Contestant whose Elo is fixed; null centres the ratings on 1000.</param>
/// <param name="Reference">CSV of another ranking to compare with; null for none.</param>
/// <param name="StyleFeatures">What style control takes out: <c>length</c>, <c>markdown</c>; null for both.</param>
public sealed record LeaderboardSpec(
    string? Anchor, double AnchorElo, int Bootstraps, string Interval, bool Soft, bool StyleControl, string? Reference,
    IReadOnlyList<string>? StyleFeatures = null);

/// <summary>Training data for one contestant, out of the battles of all.</summary>
/// <param name="SftGap">K of SFT rows; null for none.</param>
/// <param name="DpoGap">K of chosen/rejected pairs; null for none.</param>
public sealed record PairMiningSpec(string Target, double? SftGap, double? DpoGap);
