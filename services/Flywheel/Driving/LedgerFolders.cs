using ArenaLearning.Contracts.Artifacts;

namespace ArenaLearning.Flywheel.Driving;

/// <summary>In which folder the ledger of a campaign lies.</summary>
/// <param name="Elsewhere">Holds a folder for each campaign whose artifacts are in no local folder.</param>
public sealed record LedgerFolders(string Elsewhere)
{
    /// <summary>Those of a process that is told nothing else.</summary>
    public static LedgerFolders Default { get; } = new(Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "arena-learning", "ledgers"));

    /// <param name="campaign">Id of the campaign.</param>
    public string Of(string campaign, ArtifactScope scope) => new Uri(scope.Address).IsFile ? scope.ToString() : Path.Combine(Elsewhere, campaign);
}
