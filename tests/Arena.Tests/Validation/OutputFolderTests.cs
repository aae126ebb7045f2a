using ArenaLearning.Arena.Tests.Commands;
using ArenaLearning.Arena.Validation;
using ArenaLearning.Flywheel.CampaignFiles;
using ArenaLearning.Flywheel.Ledger.Sqlite;
using ArenaLearning.Flywheel.Yaml;
using Xunit;

namespace ArenaLearning.Arena.Tests.Validation;

public sealed class OutputFolderTests : IDisposable
{
    private readonly TemporaryFolder temporary = new();

    public void Dispose() => temporary.Dispose();

    private string Folder => Path.Combine(temporary.Path, "out");

    private static Task<CampaignFile> ExampleAsync(long seed = 1) => CampaignFile.ReadAsync(
        ShippedExample.Path, new(Seed: seed), TestContext.Current.CancellationToken);

    private async Task ClaimAsync(CampaignFile campaign, long free = long.MaxValue) =>
        await OutputFolder.ClaimAsync(Folder, campaign, _ => free, TestContext.Current.CancellationToken);

    private async Task<string> RefusalAsync(CampaignFile campaign, long free = long.MaxValue) =>
        (await Assert.ThrowsAsync<FileRefusedException>(() => ClaimAsync(campaign, free))).Message;

    [Fact]
    public async Task A_new_folder_is_claimed_and_the_same_campaign_may_go_on_in_it()
    {
        var campaign = await ExampleAsync();

        await ClaimAsync(campaign);
        await File.WriteAllTextAsync(Path.Combine(Folder, "ledger.db"), "", TestContext.Current.CancellationToken);
        await ClaimAsync(campaign);

        Assert.Equal(campaign.Text, await File.ReadAllTextAsync(Path.Combine(Folder, OutputFolder.SpecFileName), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_folder_of_another_campaign_is_refused_and_the_difference_named()
    {
        await ClaimAsync(await ExampleAsync(seed: 1));

        Assert.StartsWith($"--seed 2: seed: is 2, but --out {Folder} holds a campaign where it is 1;",
            await RefusalAsync(await ExampleAsync(seed: 2)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_difference_in_the_file_is_named_with_its_line()
    {
        await ClaimAsync(await ExampleAsync());
        var lines = await File.ReadAllLinesAsync(ShippedExample.Path, TestContext.Current.CancellationToken);
        var at = Array.FindIndex(lines, line => line.StartsWith("name:", StringComparison.Ordinal));
        lines[at] = "name: other";

        var other = CampaignFile.Parse(string.Join('\n', lines), "other.yaml", new(Seed: 1));

        Assert.StartsWith($"other.yaml:{at + 1}: name: is \"other\", but --out {Folder} holds a campaign where it is \"arithmetic\";",
            await RefusalAsync(other), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_difference_that_matters_is_named_and_none_that_does_not()
    {
        await ClaimAsync(await ExampleAsync());
        string[] values =
        [
            "battles.temperature=0.5", "work.window=900",
            "competitors.2={ name: storyteller, checkpoint: elsewhere/storyteller, temperature: 0.5 }",
        ];

        var refusal = await RefusalAsync(await WithAsync(values));

        var held = $"but --out {Folder} holds a campaign where it is";
        const string what = "name another folder, or the same values to go on";
        Assert.Equal(
        [
            $"--set {values[2]}: competitors.2.temperature: is 0.5, {held} 0.7; {what}",
            $"--set {values[0]}: battles.temperature: is 0.5, {held} 1; {what}",
        ], refusal.Split('\n'));
    }

    [Fact]
    public async Task A_campaign_at_64_requests_at_once_may_go_on_at_32()
    {
        await ClaimAsync(await AskingAsync(64));
        await ClaimAsync(await AskingAsync(32));

        Assert.Contains("\"concurrency\": 32",
            await File.ReadAllTextAsync(Path.Combine(Folder, OutputFolder.SpecFileName), TestContext.Current.CancellationToken));

        static Task<CampaignFile> AskingAsync(int concurrency) =>
            WithAsync($"endpoints=[{{ name: local, base_url: \"http://localhost:8000/v1\", concurrency: {concurrency} }}]");
    }

    [Fact]
    public async Task A_folder_of_another_kind_of_campaign_is_refused()
    {
        await ClaimAsync(await ExampleAsync());
        var arena = await CampaignFile.ReadAsync(
            Path.Combine(Path.GetDirectoryName(ShippedExample.Path)!, "recorded.yaml"), cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(
            $"--out {Folder}: the folder holds a campaign of another kind (training, and this one is model_arena); name another folder",
            await RefusalAsync(arena));
    }

    private static Task<CampaignFile> WithAsync(params string[] assignments) =>
        CampaignFile.ReadAsync(ShippedExample.Path, new(Seed: 1, Assignments: assignments), TestContext.Current.CancellationToken);

    [Fact]
    public async Task A_folder_with_other_files_is_refused()
    {
        Directory.CreateDirectory(Folder);
        await File.WriteAllTextAsync(Path.Combine(Folder, "thesis.tex"), "", TestContext.Current.CancellationToken);

        Assert.StartsWith($"--out {Folder}: the folder holds other files", await RefusalAsync(await ExampleAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_spec_is_refused()
    {
        Directory.CreateDirectory(Folder);
        await File.WriteAllTextAsync(Path.Combine(Folder, OutputFolder.SpecFileName), "{ \"name\":", TestContext.Current.CancellationToken);

        Assert.StartsWith($"--out {Folder}: its campaign.json cannot be read", await RefusalAsync(await ExampleAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_disk_with_too_little_space_is_refused()
    {
        Assert.Equal($"--out {Folder}: the disk has 399 MB free and a campaign needs 400 MB; free some space or name a folder on another disk",
            await RefusalAsync(await ExampleAsync(), OutputFolder.NeededBytes - 1));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Folder));
    }

    [Fact]
    public async Task A_campaign_that_goes_on_needs_the_rest_of_the_space()
    {
        await ClaimAsync(await ExampleAsync());
        using (var ledger = File.Create(Path.Combine(Folder, "ledger.db"))) ledger.SetLength(100L << 20);

        await ClaimAsync(await ExampleAsync(), free: 300L << 20);

        Assert.Contains("needs 299 MB", await RefusalAsync(await ExampleAsync(), free: 299L << 20), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_refused()
    {
        await File.WriteAllTextAsync(Folder, "a file where the folder should be", TestContext.Current.CancellationToken);

        Assert.StartsWith($"--out {Folder}: cannot be written:", await RefusalAsync(await ExampleAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_in_which_another_process_works_is_refused_and_free_again_when_that_ends()
    {
        OutputFolder.RefuseInUse(Folder);
        Directory.CreateDirectory(Folder);
        var ledgers = new SqliteLedgerStore(TimeProvider.System);
        await using (await ledgers.OpenAsync((await ExampleAsync()).IdentityIn(Folder), Folder, TestContext.Current.CancellationToken))
            Assert.StartsWith(
                $"The output folder {Folder} is in use by process {Environment.ProcessId} (",
                Assert.Throws<CommandRefusedException>(() => OutputFolder.RefuseInUse(Folder)).Message, StringComparison.Ordinal);

        OutputFolder.RefuseInUse(Folder);
    }
}
