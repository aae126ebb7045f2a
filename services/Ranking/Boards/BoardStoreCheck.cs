using ArenaLearning.Hosting;
using ArenaLearning.Ranking.Storage;
using Microsoft.Extensions.Logging;

namespace ArenaLearning.Ranking.Boards;

/// <summary>A store that cannot be used ends the service at once; one that is away is waited for.</summary>
internal sealed class BoardStoreCheck(IBoardStore store, ILogger<BoardStoreCheck> logger) : IStartCheck
{
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            await store.PrepareAsync(cancellationToken);
        }
        catch (BoardStoreException e) when (!e.MayPass)
        {
            throw new StartRefusedException(e.Message, e);
        }
        catch (BoardStoreException e)
        {
            logger.LogWarning("{Message}", e.Message);
        }
    }
}
