using ArenaLearning.Flywheel.Ledger;
using ArenaLearning.Hosting;
using Microsoft.Extensions.Logging;

namespace ArenaLearning.Flywheel.Driving;

/// <summary>A store that cannot be used ends the service at once; one that is away is waited for.</summary>
public sealed class LedgerStartCheck(ILedgerStore ledgers, ILogger<LedgerStartCheck> logger) : IStartCheck
{
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ledgers.PrepareAsync(cancellationToken);
        }
        catch (LedgerRefusedException e)
        {
            throw new StartRefusedException(e.Message, e);
        }
        catch (LedgerException e)
        {
            logger.LogWarning("{Message}", e.Message);
        }
    }
}
