using ArenaLearning.Flywheel.Ledger;
using ArenaLearning.Monitoring;

namespace ArenaLearning.Flywheel.Driving;

/// <summary>The store of ledgers: while it is away campaigns stand still.</summary>
public sealed class LedgerDependency(ILedgerStore ledgers) : IDependency
{
    public string Name => "ledger";

    public Task<string?> ProblemAsync(CancellationToken cancellationToken) => ledgers.ProblemAsync(cancellationToken);
}
