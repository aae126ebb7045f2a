using System.CommandLine;
using System.Globalization;
using ArenaLearning.Api.V1;
using ArenaLearning.Arena.Tables;

namespace ArenaLearning.Arena.Commands;

/// <summary><c>arena campaigns</c>: the campaigns of a server, and what is to become of each.</summary>
internal static class CampaignsCommand
{
    public const string Example = """
        arena campaigns --server http://localhost:8080
        arena campaigns pause arithmetic-1f2e3d4c5b6a
        arena campaigns set arithmetic-1f2e3d4c5b6a --budget-usd 25 --window 128
        """;

    public static Command Create()
    {
        var server = ServerOption.Create();
        var command = new Command("campaigns", "List the campaigns of a server; pause, resume, cancel or change one, or have what failed in it tried again.")
        {
            Change("pause", "Stop a campaign until it is resumed.",
                async (client, id, token) => await client.PauseAsync(new() { Id = id }, cancellationToken: token)),
            Change("resume", "Go on with a campaign that was paused or cancelled, or that failed.",
                async (client, id, token) => await client.ResumeAsync(new() { Id = id }, cancellationToken: token)),
            Change("cancel", "Stop a campaign for good.",
                async (client, id, token) => await client.CancelAsync(new() { Id = id }, cancellationToken: token)),
            Change("retry-failed", "Ask again for the units that were given up, in a campaign that does not run.",
                async (client, id, token) => (await client.RetryFailedAsync(new() { Id = id }, cancellationToken: token)).Campaign),
        };
        command.Add(Set());
        command.Add(server);
        command.SetAction((parsed, token) => AskAsync(parsed, server, async client =>
        {
            var rows = new List<Campaign>();
            for (var page = ""; ;)
            {
                var response = await client.ListAsync(new() { PageToken = page }, cancellationToken: token);
                rows.AddRange(response.Campaigns);
                page = response.NextPageToken;
                if (page.Length == 0) break;
            }
            return rows.Count == 0 ? "There are no campaigns yet." : Table(rows);
        }));
        return command;
    }

    private static Command Set()
    {
        var (id, server) = (Id(), ServerOption.Create());
        var usd = new Option<double?>("--budget-usd") { HelpName = "X", Description = "Most that it may spend in all, in US dollars, from its beginning on" };
        var tokens = new Option<long?>("--budget-tokens") { HelpName = "N", Description = "Most tokens that it may ask for in all, prompts and answers" };
        var window = new Option<int?>("--window") { HelpName = "N", Description = "Most units in flight" };
        var asInFile = new Option<bool>("--as-in-file") { Description = "Put back first what was changed before to what the campaign's file says" };
        usd.MustBe("0 or more", value => value is null or >= 0);
        tokens.MustBe("1 or more", value => value is null or >= 1);
        window.MustBe("1 or more", value => value is null or >= 1);
        var command = new Command(
            "set", "Change what a campaign may spend and how much of it is in flight, also while it runs. One that its budget stopped goes on with resume.")
        {
            id, usd, tokens, window, asInFile, server,
        };
        command.SetAction((parsed, token) => AskAsync(parsed, server, async client =>
        {
            var request = new UpdateCampaignRequest { Id = parsed.GetValue(id)!, AsInFile = parsed.GetValue(asInFile) };
            if (parsed.GetValue(usd) is { } cost) request.BudgetUsd = cost;
            if (parsed.GetValue(tokens) is { } most) request.BudgetTokens = most;
            if (parsed.GetValue(window) is { } units) request.Window = units;
            var campaign = await client.UpdateAsync(request, cancellationToken: token);
            return $"{campaign.Id} is {Word(campaign.State)}, with {Limits(campaign.Limits)}.";
        }));
        return command;
    }

    private static Command Change(string name, string description, Func<Campaigns.CampaignsClient, string, CancellationToken, Task<Campaign>> changeAsync)
    {
        var (id, server) = (Id(), ServerOption.Create());
        var command = new Command(name, description) { id, server };
        command.SetAction((parsed, token) => AskAsync(parsed, server, async client =>
        {
            var campaign = await changeAsync(client, parsed.GetValue(id)!, token);
            return $"{campaign.Id} is {Word(campaign.State)}.";
        }));
        return command;
    }

    private static Argument<string> Id() => new("ID") { Description = "Of the campaign, as `arena campaigns` lists it" };

    private static string Limits(CampaignLimits? limits)
    {
        if (limits is null) return "a file of another version";
        var words = new List<string>();
        if (limits.HasBudgetUsd) words.Add(string.Create(CultureInfo.InvariantCulture, $"{limits.BudgetUsd:0.######} US dollars"));
        if (limits.HasBudgetTokens) words.Add(string.Create(CultureInfo.InvariantCulture, $"{limits.BudgetTokens:N0} tokens"));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{(words.Count == 0 ? "no budget" : $"a budget of {string.Join(" and ", words)}")} and a window of {limits.Window:N0} units");
    }

    private static Task<int> AskAsync(ParseResult parsed, Option<string?> server, Func<Campaigns.CampaignsClient, Task<string>> askAsync) =>
        parsed.AskAsync(server, async channel =>
        {
            await parsed.InvocationConfiguration.Output.WriteLineAsync(await askAsync(new(channel)));
            return ExitCodes.Done;
        });

    private static string Table(IReadOnlyList<Campaign> campaigns) => PlainTable.Text(
        ["campaign", "name", "state", "doing", "since"], [], campaigns.Select(campaign => new[]
        {
            campaign.Id, campaign.Name, Word(campaign.State), Doing(campaign),
            campaign.ChangedAt.ToDateTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
        }));

    private static string Doing(Campaign campaign) => campaign.Failure.Length > 0 ? campaign.Failure.Split('\n')[0]
        : campaign.Progress is not { } progress ? ""
        : string.Create(CultureInfo.InvariantCulture, $"{progress.Stage} {progress.Activity} {progress.Done}/{progress.Planned}").Trim();

    internal static string Word(CampaignState state) => state.ToString().ToLowerInvariant();
}
