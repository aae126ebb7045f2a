using System.Text.Json;
using System.Text.Json.Nodes;
using ArenaLearning.Arena.Reports;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Flywheel.Results;
using ArenaLearning.Flywheel.Training;
using Xunit;

namespace ArenaLearning.Arena.Tests.Reports;

public sealed class ReportFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("arena-report-").FullName;
    private readonly SampleCampaign campaign = SampleCampaign.Create();

    [Fact]
    public async Task Writes_the_page_of_the_folders_records()
    {
        await WriteRecordsAsync(campaign.Result, campaign.Details);
        var path = await ReportFile.WriteAsync(folder, TestContext.Current.CancellationToken);
        Assert.Equal(Path.Combine(folder, "report.html"), path);
        Assert.Equal(
            ReportPage.Render(campaign.Result, campaign.Details),
            await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
        Assert.Equal(["details.json", "report.html", "result.json"], Directory.EnumerateFiles(folder).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Says_what_to_do_where_a_file_is_missing()
    {
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => ReportFile.WriteAsync(folder, TestContext.Current.CancellationToken));
        Assert.Contains(Path.Combine(folder, "result.json"), error.Message);
        Assert.Contains("arena run", error.Message);
    }

    [Fact]
    public async Task Names_the_file_that_is_damaged()
    {
        await WriteRecordsAsync(campaign.Result, campaign.Details);
        await File.WriteAllTextAsync(Path.Combine(folder, "details.json"), "{\"version\": 1, \"spec\": ", TestContext.Current.CancellationToken);
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => ReportFile.WriteAsync(folder, TestContext.Current.CancellationToken));
        Assert.Contains("details.json is damaged", error.Message);
    }

    [Fact]
    public async Task Reads_a_record_of_before_a_key_that_has_a_default()
    {
        await WriteRecordsAsync(campaign.Result, campaign.Details);
        var path = Path.Combine(folder, "details.json");
        var details = JsonNode.Parse(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken))!;
        Assert.True(details["spec"]!["work"]!.AsObject().Remove("weight"));
        await File.WriteAllTextAsync(path, details.ToJsonString(), TestContext.Current.CancellationToken);

        var report = await ReportFile.WriteAsync(folder, TestContext.Current.CancellationToken);

        Assert.Equal(
            ReportPage.Render(campaign.Result, campaign.Details), await File.ReadAllTextAsync(report, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Refuses_a_record_with_parts_missing()
    {
        await WriteRecordsAsync(campaign.Result, campaign.Details);
        await File.WriteAllTextAsync(Path.Combine(folder, "result.json"), "{\"version\": 2}", TestContext.Current.CancellationToken);
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => ReportFile.WriteAsync(folder, TestContext.Current.CancellationToken));
        Assert.Contains("result.json is damaged", error.Message);
    }

    [Fact]
    public async Task Refuses_another_version_of_the_format()
    {
        await WriteRecordsAsync(campaign.Result with { Version = 99 }, campaign.Details);
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => ReportFile.WriteAsync(folder, TestContext.Current.CancellationToken));
        Assert.Contains("version 99", error.Message);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private async Task WriteRecordsAsync(CampaignResult result, TrainingCampaignDetails details)
    {
        await File.WriteAllTextAsync(Path.Combine(folder, CampaignResult.FileName), JsonSerializer.Serialize(result, JsonLines.Options));
        await File.WriteAllTextAsync(Path.Combine(folder, ResultFiles.Details), JsonSerializer.Serialize(details, JsonLines.Options));
    }
}
