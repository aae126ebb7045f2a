using System.CommandLine;
using ArenaLearning.Arena.Progress;
using ArenaLearning.Arena.Remote;

namespace ArenaLearning.Arena.Commands;

/// <summary><c>arena watch</c>: what a campaign of a server does, until it ends.</summary>
internal static class WatchCommand
{
    public const string Example = "arena watch arithmetic-1f2e3d4c5b6a --server http://localhost:8080";

    public static Command Create()
    {
        var (id, server) = (new Argument<string>("ID") { Description = "Of the campaign, as `arena campaigns` lists it" }, ServerOption.Create());
        var command = new Command("watch", "Show what a campaign of a server does, until it ends.") { id, server };
        command.SetAction((parsed, token) => parsed.AskAsync(server, async channel =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var view = ProgressViews.For(output);
            var remote = new RemoteCampaign(new(channel), parsed.GetValue(id)!, TimeProvider.System);
            var campaign = await view.WhileAsync(() => remote.WatchAsync(view, token));
            await output.WriteLineAsync($"{campaign.Id} is {CampaignsCommand.Word(campaign.State)}.");
            if (campaign.Failure.Length > 0) await output.WriteLineAsync(campaign.Failure);
            return campaign.State == Api.V1.CampaignState.Failed ? ExitCodes.Failed : ExitCodes.Done;
        }));
        return command;
    }
}
