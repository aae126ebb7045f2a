using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Ledger;
using ArenaLearning.Flywheel.Results;
using ArenaLearning.Flywheel.Work;
using ArenaLearning.Ratings.Flags;
using ArenaLearning.Ratings.Judges;

namespace ArenaLearning.Flywheel.ModelArena;

/// <summary>Everything that a model arena's report shows beside <see cref="CampaignResult"/>: <c>details.json</c>, with snake_case names.</summary>
public sealed record ModelArenaDetails
{
    /// <summary>Of this format: <see cref="CurrentVersion"/>.</summary>
    public required int Version { get; init; }

    /// <summary>Always <see cref="KindName"/>; a flywheel's details have no kind.</summary>
    public required string Kind { get; init; }

    /// <summary>The campaign file, overrides applied.</summary>
    public required ModelArenaSpec Spec { get; init; }

    /// <summary>Prompts that every contestant was asked.</summary>
    public required int Prompts { get; init; }

    /// <summary>Prompts dropped on reading, by reason.</summary>
    public required IReadOnlyDictionary<string, int> Dropped { get; init; }
    public required IReadOnlyList<ContestantAnswers> Contestants { get; init; }

    /// <summary>Contestants that answer many prompts alike, or speak to the judge.</summary>
    public required IReadOnlyList<FlaggedContestant> Flags { get; init; }

    /// <summary>Of the judge, of its jury's members, and of the judge that it is compared with.</summary>
    public required IReadOnlyList<JudgeCard> JudgeCards { get; init; }

    /// <summary>Leaderboard by the judge that is compared with; empty where there is none.</summary>
    public required IReadOnlyList<LeaderboardRow> Compared { get; init; }
    public required IReadOnlyList<WinRate> WinRates { get; init; }

    /// <summary>Datasets, in the order SFT, DPO.</summary>
    public required IReadOnlyList<MinedRows> Mined { get; init; }
    public required IReadOnlyList<EndpointSpend> Spend { get; init; }

    public required IReadOnlyList<string> Warnings { get; init; }
    public required IReadOnlyList<FailureDetails> Failures { get; init; }

    public const int CurrentVersion = 1;
    public const string KindName = "model_arena";
}

/// <summary>What a contestant answered.</summary>
/// <param name="Kind"><c>openai</c>, <c>checkpoint</c> or <c>recorded</c>.</param>
/// <param name="Answered">Prompts answered.</param>
/// <param name="MeanLength">Words and marks of punctuation of its answers, on the mean.</param>
public sealed record ContestantAnswers(string Contestant, string Kind, int Answered, double MeanLength);

/// <param name="Stage"><c>SFT</c> or <c>DPO</c>.</param>
/// <param name="ChosenBy">Rows by the contestant whose response was chosen.</param>
/// <param name="Dropped">Prompts that gave no row, by reason.</param>
/// <param name="File">Relative to the output folder.</param>
public sealed record MinedRows(
    string Stage, int Rows, IReadOnlyDictionary<string, int> ChosenBy, IReadOnlyDictionary<string, int> Dropped, string File, string Sha256);
