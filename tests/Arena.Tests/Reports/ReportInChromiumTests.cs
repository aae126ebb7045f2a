using ArenaLearning.Arena.Reports;
using Microsoft.Playwright;
using Xunit;

namespace ArenaLearning.Arena.Tests.Reports;

/// <summary>The page in a real browser without a network.</summary>
public sealed class ReportInChromiumTests : IDisposable
{
    private const string Chromium = "/usr/bin/chromium";
    private readonly string folder = Directory.CreateTempSubdirectory("arena-report-").FullName;

    [Theory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Dark)]
    [InlineData(390, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task Opens_offline_without_errors_requests_or_overflow(int width, ColorScheme scheme)
    {
        Assert.SkipUnless(File.Exists(Chromium), $"{Chromium} is not there: install the package chromium to check the report in a browser");
        var file = Path.Combine(folder, "report.html");
        // A long name must not widen the page either.
        var campaign = SampleCampaign.Create(competitors: ["subtractor", "multiplier", new string('w', 120)], control: true);
        await File.WriteAllTextAsync(file, ReportPage.Render(campaign.Result, campaign.Details), TestContext.Current.CancellationToken);

        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Chromium,
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync",
            ],
        });
        var context = await browser.NewContextAsync(new() { Offline = true, ColorScheme = scheme, ViewportSize = new() { Width = width, Height = 900 } });
        var page = await context.NewPageAsync();
        var requests = new List<string>();
        var errors = new List<string>();
        page.Request += (_, request) => requests.Add(request.Url);
        page.Console += (_, message) => errors.Add($"{message.Type}: {message.Text}");
        page.PageError += (_, error) => errors.Add(error);
        await page.GotoAsync(new Uri(file).AbsoluteUri, new() { WaitUntil = WaitUntilState.Load });

        Assert.Empty(errors);
        Assert.Contains(new Uri(file).AbsoluteUri, requests);
        Assert.All(requests, url => Assert.True(url.StartsWith("file:", StringComparison.Ordinal) || url.StartsWith("data:", StringComparison.Ordinal), url));
        Assert.Equal(width, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        var broken = await page.EvaluateAsync<string[]>("[...document.images].filter(i => !i.complete || i.naturalWidth === 0).map(i => i.alt)");
        Assert.Empty(broken);
        Assert.Equal(scheme == ColorScheme.Dark ? "rgb(13, 17, 23)" : "rgb(245, 246, 248)",
            await page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor"));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
