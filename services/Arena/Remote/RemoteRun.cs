using ArenaLearning.Api.V1;
using ArenaLearning.Arena.Progress;
using ArenaLearning.Arena.Running;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.CampaignFiles;
using ArenaLearning.Flywheel.Files;
using Grpc.Core;

namespace ArenaLearning.Arena.Remote;

/// <summary><c>arena run --server</c>: a campaign on a server, from its start to its results in the output folder.</summary>
internal static class RemoteRun
{
    /// <param name="folder">Whole path of the output folder.</param>
    /// <param name="retryFailed">Units that were given up are tried again, before anything else.</param>
    /// <exception cref="CampaignFailedException">The campaign, or the way to it, failed.</exception>
    public static async Task<CampaignEnded> FollowAsync(
        CampaignFile campaign, string folder, ServerAddress server, bool retryFailed, IProgressView view, CancellationToken cancellationToken)
    {
        using var channel = ServerChannel.Open(server);
        var client = new Campaigns.CampaignsClient(channel);
        var remote = new RemoteCampaign(client, RemoteCampaign.IdOf(campaign, folder), TimeProvider.System);
        try
        {
            var started = await remote.StartAsync(campaign, view, cancellationToken);
            view.Note($"At {server} it is {started.Id}.");
            if (retryFailed && started.State != CampaignState.Running)
            {
                var retried = await client.RetryFailedAsync(new() { Id = started.Id }, cancellationToken: cancellationToken);
                view.Note($"{retried.Failed} units were given up and are tried again.");
            }
            // Given again, the same command goes on where a campaign stopped.
            else if (started.State is CampaignState.Failed) await client.ResumeAsync(new() { Id = started.Id }, cancellationToken: cancellationToken);
            var ended = await remote.WatchAsync(view, cancellationToken);
            if (ended.State is CampaignState.Completed or CampaignState.Failed) await remote.FetchAsync(folder, view, cancellationToken);
            return new(ended.Id, ended.State switch
            {
                CampaignState.Completed => null,
                CampaignState.Failed => ended.Failure,
                var state => $"The campaign is {state.ToString().ToLowerInvariant()}. Go on with `arena campaigns resume {ended.Id} --server {server}`.",
            });
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Cancelled && cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (RpcException e)
        {
            throw new CampaignFailedException(ServerChannel.Told(e, server).Message);
        }
        catch (Exception e) when (e is CampaignStoppedException or CampaignUnansweredException or IOException or UnauthorizedAccessException)
        {
            throw new CampaignFailedException(e.Message);
        }
    }
}
