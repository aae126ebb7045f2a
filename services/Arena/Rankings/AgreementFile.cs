using System.Text.Json;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Flywheel.Results;
using ArenaLearning.Ratings.Leaderboards;

namespace ArenaLearning.Arena.Rankings;

/// <summary><c>agreement.json</c>: how a campaign's leaderboard agrees with its reference; null where the reference allows no figure.</summary>
/// <inheritdoc cref="ReferenceAgreement"/>
internal sealed record AgreementFile(
    string Reference, double Spearman, double? HumanAgreement, double? Differentiation, double? Average, IReadOnlyList<string> Warnings)
{
    public const string FileName = "agreement.json";

    public double? Pearson { get; init; }

    public double? EloDistance { get; init; }

    public double? ExpectedScoreError { get; init; }

    /// <exception cref="Validation.CommandRefusedException">The reference cannot be read, or has too few of the contestants.</exception>
    public static async Task<AgreementFile> WriteAsync(
        string folder, IReadOnlyList<LeaderboardEntry> leaderboard, string reference, CancellationToken cancellationToken)
    {
        var (agreement, warnings) = ReferenceRanking.Compare(
            [.. leaderboard.Select(row => new Standing(
                row.Contestant, row.Elo, row.Lower, row.Upper, row.Rank, row.RankLower, row.RankUpper, row.Battles))],
            ReferenceRanking.Read(reference), reference);
        var file = new AgreementFile(
            reference, agreement.Spearman, agreement.HumanAgreement, agreement.Differentiation, agreement.Average, warnings)
        {
            Pearson = agreement.Pearson,
            EloDistance = agreement.EloDistance,
            ExpectedScoreError = agreement.ExpectedScoreError,
        };
        await WholeFile.WriteTextAsync(Path.Combine(folder, FileName), JsonSerializer.Serialize(file, JsonLines.Options) + "\n", cancellationToken);
        return file;
    }

    /// <returns>Null where the campaign has no reference.</returns>
    public static async Task<AgreementFile?> ReadAsync(string folder, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path)) return null;
        await using var stream = File.OpenRead(path);
        return await JsonSerializer.DeserializeAsync<AgreementFile>(stream, JsonLines.Options, cancellationToken);
    }
}
