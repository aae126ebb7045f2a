using System.Text.Json;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using Npgsql;

namespace ArenaLearning.Flywheel.Ledger.Postgres;

/// <summary>Campaigns that were asked for, in the database of their ledgers.</summary>
/// <param name="databaseAsync">The database, once it is ready.</param>
internal sealed class PostgresCampaignStarts(Func<CancellationToken, Task<PostgresDatabase>> databaseAsync) : ICampaignStarts
{
    public async Task<bool> KeepAsync(StartCampaign start, CancellationToken cancellationToken) =>
        await WriteAsync((sql, token) => StartTable.KeepAsync(sql, start.Campaign, Written(start), token), cancellationToken) == CampaignState.Running;

    public async Task<bool> TryAddAsync(StartCampaign start, CancellationToken cancellationToken) =>
        await WriteAsync((sql, token) => StartTable.AddAsync(sql, start.Campaign, Written(start), token), cancellationToken) == 1;

    public async Task<KeptCampaign?> FindAsync(string campaign, CancellationToken cancellationToken) =>
        await ReadAsync((sql, token) => StartTable.FindAsync(sql, campaign, token), cancellationToken) is { } row ? Kept(row) : null;

    public async Task<IReadOnlyList<KeptCampaign>> ListAsync(string after, int count, CampaignState? state, CancellationToken cancellationToken) =>
        [.. (await ReadAsync((sql, token) => StartTable.ListAsync(sql, after, count, state, token), cancellationToken)).Select(Kept).OfType<KeptCampaign>()];

    public Task<IReadOnlyList<StartCampaign>> UnledAsync(CancellationToken cancellationToken) => ReadAsync(async (sql, token) =>
    {
        var waiting = await StartTable.WaitingAsync(sql, token);
        if (waiting.Count == 0) return [];
        var led = await LockTable.HoldersAsync(sql, token);
        return (IReadOnlyList<StartCampaign>)[.. waiting
            .Where(start => !led.ContainsKey($"{PostgresLedgerStore.KeyOf(start.Campaign)}"))
            .Select(start => Read(start.Command)).OfType<StartCampaign>()];
    }, cancellationToken);

    public async Task<IReadOnlyList<string>> StoppedAsync(IReadOnlyList<string> campaigns, CancellationToken cancellationToken) =>
        campaigns.Count == 0 ? [] : await ReadAsync((sql, token) => StartTable.StoppedAsync(sql, [.. campaigns], token), cancellationToken);

    public async Task<bool> ChangeAsync(
        string campaign, IReadOnlyList<CampaignState> from, CampaignState to, CancellationToken cancellationToken) =>
        await WriteAsync(
            (sql, token) => StartTable.ChangeAsync(sql, campaign, [.. from.Select(state => state.ToString())], to, null, token), cancellationToken) == 1;

    public async Task<bool> ChangeLimitsAsync(string campaign, CampaignLimits limits, bool asInFile, CancellationToken cancellationToken) =>
        await WriteAsync((sql, token) => StartTable.ChangeLimitsAsync(sql, campaign, limits, asInFile, token), cancellationToken) == 1;

    public async Task<IReadOnlyDictionary<string, CampaignLimits>> LimitsAsync(IReadOnlyList<string> campaigns, CancellationToken cancellationToken) =>
        campaigns.Count == 0 ? new Dictionary<string, CampaignLimits>()
            : (await ReadAsync((sql, token) => StartTable.LimitsAsync(sql, [.. campaigns], token), cancellationToken))
                .ToDictionary(row => row.Campaign, row => row.Limits, StringComparer.Ordinal);

    public async Task<bool> EndAsync(string campaign, string? failure, CancellationToken cancellationToken) => await WriteAsync(
        (sql, token) => StartTable.ChangeAsync(
            sql, campaign, [nameof(CampaignState.Running)], failure is null ? CampaignState.Completed : CampaignState.Failed, failure, token),
        cancellationToken) == 1;

    private async Task<T> ReadAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> workAsync, CancellationToken cancellationToken) =>
        await (await databaseAsync(cancellationToken)).ReadAsync(workAsync, cancellationToken);

    private async Task<T> WriteAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> workAsync, CancellationToken cancellationToken) =>
        await (await databaseAsync(cancellationToken)).WriteAsync(workAsync, cancellationToken);

    private static string Written(StartCampaign start) => JsonSerializer.Serialize(start, JsonLines.Options);

    private static KeptCampaign? Kept(StartRow row) =>
        Read(row.Command) is { } start ? new(start, row.State, row.Failure, row.AskedAt, row.ChangedAt, row.Limits) : null;

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
