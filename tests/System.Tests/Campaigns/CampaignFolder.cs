using System.Text.Json;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Flywheel.Ledger.Sqlite;
using ArenaLearning.Flywheel.Results;
using Microsoft.Data.Sqlite;

namespace ArenaLearning.System.Tests.Campaigns;

/// <summary>An output folder, seen from outside while others write it. Goes when disposed.</summary>
internal sealed class CampaignFolder : IDisposable
{
    private readonly string ledger;

    public CampaignFolder()
    {
        Root = Directory.CreateTempSubdirectory("arena-system-tests-").FullName;
        ledger = Path.Combine(Root, SqliteLedgerStore.FileName);
    }

    public string Root { get; }

    /// <summary>Steps of the campaign that the ledger holds as finished.</summary>
    public Task<long> StepsAsync() => CountAsync("steps");

    /// <summary>Responses that the ledger holds.</summary>
    public Task<long> ResponsesAsync() => CountAsync("responses");

    public async Task<CampaignResult> ResultAsync(CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(Path.Combine(Root, CampaignResult.FileName));
        return (await JsonSerializer.DeserializeAsync<CampaignResult>(stream, JsonLines.Options, cancellationToken))!;
    }

    /// <returns>Names of all files, with forward slashes, in their order.</returns>
    public IReadOnlyList<string> Files() => FilesOf(Root);

    /// <inheritdoc cref="Files"/>
    public static IReadOnlyList<string> FilesOf(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(folder, path)).Order(StringComparer.Ordinal),
    ];

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private async Task<long> CountAsync(string table)
    {
        if (!File.Exists(ledger)) return 0;
        await using var connection = new SqliteConnection($"Data Source={ledger};Mode=ReadOnly;Pooling=False");
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT COUNT(*) FROM {table}";
        try
        {
            await connection.OpenAsync();
            return (long)(await command.ExecuteScalarAsync())!;
        }
        // 1: the table is not there yet. 5, 14: the owner has the file to itself just now.
        catch (SqliteException e) when (e.SqliteErrorCode is 1 or 5 or 14)
        {
            return 0;
        }
    }
}
