using System.Runtime.CompilerServices;
using ArenaLearning.Arena.Tests.Commands;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Flywheel.CampaignFiles;
using ArenaLearning.Flywheel.Ledger;
using ArenaLearning.Flywheel.Ledger.Sqlite;
using Microsoft.Data.Sqlite;
using Xunit;

namespace ArenaLearning.Arena.Tests.Campaigns;

/// <summary>A copy of an output folder of <c>Folders</c>, whose README says how each was made, with the files that its campaign reads.</summary>
internal sealed class RecordedFolder : IDisposable
{
    /// <summary>Where the folders were made.</summary>
    private const string MadeAt = "/tmp/arena-folders";

    private readonly TemporaryFolder root = new();

    private RecordedFolder(string name) => Path = System.IO.Path.Combine(root.Path, name);

    public string Path { get; }

    public string CampaignFilePath => System.IO.Path.Combine(root.Path, "input", "campaign.yaml");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static RecordedFolder Copy(string name)
    {
        var copy = new RecordedFolder(name);
        foreach (var part in new[] { "input", name })
            foreach (var file in Directory.EnumerateFiles(System.IO.Path.Combine(Source(), part), "*", SearchOption.AllDirectories))
            {
                var target = System.IO.Path.Combine(copy.root.Path, System.IO.Path.GetRelativePath(Source(), file));
                Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
                File.Copy(file, target);
            }
        return copy;
    }

    /// <summary>Makes the copy what the campaign would have left here: a campaign is that of its folder's path.</summary>
    public async Task<CampaignIdentity> MoveHereAsync()
    {
        var identity = (await CampaignFile.ReadAsync(CampaignFilePath, cancellationToken: Token)).IdentityIn(Path);
        await ExecuteAsync("UPDATE campaigns SET id = $0", identity.Id);
        await ExecuteAsync($"UPDATE steps SET output = replace(output, '{MadeAt}', $0)", root.Path);
        return identity;
    }

    public async Task<int> ExecuteAsync(string sql, params string[] values)
    {
        await using var connection = new SqliteConnection($"Data Source={System.IO.Path.Combine(Path, SqliteLedgerStore.FileName)};Pooling=False");
        await connection.OpenAsync(Token);
        await using var command = new SqliteCommand(sql, connection);
        foreach (var (i, value) in values.Index()) command.Parameters.AddWithValue($"${i}", value);
        return await command.ExecuteNonQueryAsync(Token);
    }

    public async Task<IReadOnlyList<string>> StepsAsync()
    {
        await using var connection = new SqliteConnection($"Data Source={System.IO.Path.Combine(Path, SqliteLedgerStore.FileName)};Pooling=False");
        await connection.OpenAsync(Token);
        await using var command = new SqliteCommand("SELECT key FROM steps ORDER BY ordinal", connection);
        await using var rows = await command.ExecuteReaderAsync(Token);
        var keys = new List<string>();
        while (await rows.ReadAsync(Token)) keys.Add(rows.GetString(0));
        return keys;
    }

    /// <returns>Names, times and hashes of all files, in the order of their names.</returns>
    public IReadOnlyList<string> Content() => [.. Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        .Select(file => $"{file} {File.GetLastWriteTimeUtc(file):O} {ContentHash.OfText(Convert.ToHexString(File.ReadAllBytes(file)))}")];

    public void Dispose() => root.Dispose();

    private static string Source([CallerFilePath] string file = "") =>
        System.IO.Path.GetFullPath(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(file)!, "..", "Folders"));
}
