using ArenaLearning.Flywheel.Ledger;

namespace ArenaLearning.Flywheel.Work;

/// <summary>
/// Sees to it that every unit of a chunk ends in the ledger, as a result or, after its last attempt, as given up.
/// What is there already is not done again.
/// </summary>
public sealed class ChunkDispatcher(
    ILedger ledger, WorkInFlight work, UnitShare window, SpendBook spend, int maxAttempts, TimeSpan retryPause, TimeProvider time)
{
    private static readonly UnitFailure NoResult = new("The reply held no result for this unit.");

    /// <param name="most">The most that the chunk can cost, by endpoint.</param>
    /// <param name="sendAsync">Told the id of the command and the units that lack.</param>
    /// <returns>False where a budget did not let it go: the chunk is as it was, and can go on with more.</returns>
    public async Task<bool> CompleteAsync(
        Chunk chunk, IReadOnlyDictionary<string, Spend> most, Func<string, IReadOnlyCollection<string>, CancellationToken, Task> sendAsync,
        CancellationToken cancellationToken)
    {
        var failures = await ledger.ReadFailuresAsync(chunk.Id, cancellationToken);
        var missing = await MissingAsync(chunk, failures, cancellationToken);
        var attempt = 1 + missing.Select(unit => failures.GetValueOrDefault(unit).Attempts).DefaultIfEmpty().Max();
        for (; missing.Count > 0; attempt++)
        {
            var (id, lacking) = (chunk.AttemptId(attempt), missing.ToHashSet());
            ChunkReply reply;
            using (await window.EnterAsync(chunk.UnitIds.Count, cancellationToken))
            {
                using var money = await spend.ReserveAsync(most, chunk.UnitIds.Count, cancellationToken);
                if (money is null) return false;
                reply = await work.RequestAsync(id, chunk.Kind, token => sendAsync(id, lacking, token), cancellationToken, FindAsync);
            }

            missing = await MissingAsync(chunk, failures, cancellationToken);
            if (missing.Count == 0) return true;
            await ledger.RecordFailuresAsync(
                chunk.Kind, chunk.Id, attempt, givenUp: attempt >= maxAttempts,
                missing.ToDictionary(unit => unit, unit => reply.Failures.GetValueOrDefault(unit, NoResult)), cancellationToken);
            if (attempt >= maxAttempts) return true;
            await Task.Delay(retryPause * attempt, time, cancellationToken);
        }
        return true;

        async Task<ChunkReply?> FindAsync(CancellationToken token) =>
            (await MissingAsync(chunk, failures, token)).Count == 0 ? ChunkReply.NothingFailed : null;
    }

    private async Task<List<string>> MissingAsync(
        Chunk chunk, IReadOnlyDictionary<string, FailedUnit> failures, CancellationToken cancellationToken)
    {
        IEnumerable<string> done = chunk.Kind == Chunk.Responses
            ? (await ledger.ReadResponsesAsync(chunk.Id, cancellationToken)).Keys
            : (await ledger.ReadVerdictsAsync(chunk.Id, cancellationToken)).Keys;
        var there = done.ToHashSet();
        return [.. chunk.UnitIds.Where(unit => !there.Contains(unit) && !failures.GetValueOrDefault(unit).GivenUp)];
    }
}
