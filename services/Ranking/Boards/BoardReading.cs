using ArenaLearning.Ranking.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ArenaLearning.Ranking.Boards;

/// <summary>
/// Reads the boards that the store holds when the process starts, and those that came since every few seconds: what replicas say over the
/// bus is lost while the broker is.
/// </summary>
internal sealed class BoardReading(IBoardStore store, BoardCatalog catalog, TimeProvider time, ILogger<BoardReading> logger) : BackgroundService
{
    internal static readonly TimeSpan Pace = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pace, time);
        var (last, isAway) = (0L, false);
        do
            try
            {
                foreach (var board in await store.ReadAsync(last, stoppingToken))
                {
                    last = board.Ordinal;
                    try
                    {
                        catalog.Take(board, isOlder: !catalog.IsComplete);
                    }
                    catch (ArgumentException e)
                    {
                        logger.LogWarning(
                            "The board of {Campaign}, {Stage} is damaged, and it is not shown: {Message}", board.Campaign, board.Stage, e.Message);
                    }
                }
                if (isAway) logger.LogWarning("Boards can be read again");
                (isAway, catalog.IsComplete) = (false, true);
            }
            catch (BoardStoreException e)
            {
                // Once for each time that it goes away.
                if (!isAway) logger.LogWarning("{Message}", e.Message);
                isAway = true;
            }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
