using System.Text.Json;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Flywheel.Ledger.Postgres;

/// <summary>Campaigns that were asked for, in the database of their ledgers.</summary>
/// <param name="databaseAsync">The database, once it is ready.</param>
internal sealed class PostgresCampaignStarts(Func<CancellationToken, Task<PostgresDatabase>> databaseAsync) : ICampaignStarts
{
    public async Task KeepAsync(StartCampaign start, CancellationToken cancellationToken)
    {
        var command = JsonSerializer.Serialize(start, JsonLines.Options);
        var database = await databaseAsync(cancellationToken);
        await database.WriteAsync((sql, token) => StartTable.KeepAsync(sql, start.Campaign, command, token), cancellationToken);
    }

    public async Task<IReadOnlyList<StartCampaign>> UnledAsync(CancellationToken cancellationToken)
    {
        var database = await databaseAsync(cancellationToken);
        return await database.ReadAsync(async (sql, token) =>
        {
            var waiting = await StartTable.WaitingAsync(sql, token);
            if (waiting.Count == 0) return [];
            var led = await LockTable.HoldersAsync(sql, token);
            return (IReadOnlyList<StartCampaign>)[.. waiting
                .Where(start => !led.ContainsKey($"{PostgresLedgerStore.KeyOf(start.Campaign)}"))
                .Select(start => Read(start.Command)).OfType<StartCampaign>()];
        }, cancellationToken);
    }

    public async Task EndAsync(string campaign, CancellationToken cancellationToken)
    {
        var database = await databaseAsync(cancellationToken);
        await database.WriteAsync((sql, token) => StartTable.EndAsync(sql, campaign, token), cancellationToken);
    }

    /// <returns>Null for a command of another version's: a process of that version takes it up, and it keeps no other from its work.</returns>
    private static StartCampaign? Read(string command)
    {
        try
        {
            return JsonSerializer.Deserialize<StartCampaign>(command, JsonLines.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
