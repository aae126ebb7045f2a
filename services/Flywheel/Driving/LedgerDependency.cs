using ArenaLearning.Flywheel.Ledger;
using ArenaLearning.Monitoring;

namespace ArenaLearning.Flywheel.Driving;

/// <summary>The database of the ledgers; files of campaigns are looked at when a campaign is.</summary>
public sealed class LedgerDependency(ILedgerStore ledgers) : IDependency
{
    public string Name => "ledger";

    public Task<string?> ProblemAsync(CancellationToken cancellationToken) => ledgers.ProblemAsync(cancellationToken);
}
