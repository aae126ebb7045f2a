using ArenaLearning.Monitoring;
using ArenaLearning.Ranking.Storage;

namespace ArenaLearning.Ranking.Boards;

/// <summary>The store of boards: while it is away no campaign is ranked.</summary>
internal sealed class BoardDependency(IBoardStore store) : IDependency
{
    public string Name => "boards";

    public async Task<string?> ProblemAsync(CancellationToken cancellationToken)
    {
        try
        {
            await store.ReadAsync(long.MaxValue, cancellationToken);
            return null;
        }
        catch (BoardStoreException e)
        {
            return e.Message;
        }
    }
}
