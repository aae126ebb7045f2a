using System.Globalization;
using ArenaLearning.Api.V1;
using ArenaLearning.Arena.Progress;
using ArenaLearning.Arena.Running;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.CampaignFiles;
using Grpc.Core;

namespace ArenaLearning.Arena.Remote;

/// <summary>A campaign on a server: what its file names goes there, what it does is shown here, and what it comes to is fetched.</summary>
internal sealed class RemoteCampaign(Campaigns.CampaignsClient client, string id, TimeProvider time)
{
    /// <summary>Whoever is silent for so long is given up.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>The id of a campaign that is started from this machine into this folder: the same again goes on with the same.</summary>
    public static string IdOf(CampaignFile campaign, string folder)
    {
        var word = new string([.. campaign.Name.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')]).Trim('-');
        var name = word.Length == 0 ? "campaign" : word[..Math.Min(word.Length, 40)].TrimEnd('-');
        return $"{name}-{ContentHash.UnitId(campaign.IdentityIn(folder).Id, Environment.MachineName)[..12]}";
    }

    /// <summary>Uploads what the server lacks of the files that the campaign names, and starts it.</summary>
    /// <exception cref="RpcException">The server refuses it.</exception>
    public async Task<Campaign> StartAsync(CampaignFile campaign, IProgressView view, CancellationToken cancellationToken) => await client.StartAsync(
        new() { Id = id, Spec = await new CampaignUpload(client).UploadAsync(campaign, view.Note, cancellationToken) }, cancellationToken: cancellationToken);

    /// <summary>Shows what the campaign does until it is over. A server that is away for a while is waited for.</summary>
    /// <returns>The campaign as it ended, or as it was paused.</returns>
    /// <exception cref="RpcException">The server does not know it, or lets nobody see it.</exception>
    /// <exception cref="CampaignUnansweredException">The server was away for too long.</exception>
    public async Task<Campaign> WatchAsync(IProgressView view, CancellationToken cancellationToken)
    {
        var lastHeard = time.GetTimestamp();
        var told = false;
        while (true)
        {
            try
            {
                using var call = client.Watch(new() { Id = id }, cancellationToken: cancellationToken);
                await foreach (var campaign in call.ResponseStream.ReadAllAsync(cancellationToken))
                {
                    (lastHeard, told) = (time.GetTimestamp(), false);
                    if (campaign.State != CampaignState.Running) return campaign;
                    if (campaign.Progress is { } progress) view.Show(Of(campaign.Id, progress));
                }
            }
            catch (RpcException e) when (e.StatusCode is StatusCode.Unavailable or StatusCode.Internal && !cancellationToken.IsCancellationRequested)
            {
                if (time.GetElapsedTime(lastHeard) >= Patience)
                    throw new CampaignUnansweredException($"the server did not answer for {Patience.TotalMinutes:0} minutes: {e.Status.Detail}");
                if (!told) view.Note($"The server does not answer ({e.Status.Detail}); asking again until it does.");
                told = true;
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.Cancelled && cancellationToken.IsCancellationRequested)
            {
                throw new OperationCanceledException(cancellationToken);
            }
            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    /// <summary>Fetches what the campaign has written, each file whole and with its hash, or not at all. A file that is there stays.</summary>
    /// <returns>How many files it has.</returns>
    /// <exception cref="IOException">A file came with another hash, or cannot be written.</exception>
    public async Task<int> FetchAsync(string folder, IProgressView view, CancellationToken cancellationToken)
    {
        var names = new List<string>();
        for (var token = ""; ;)
        {
            var page = await client.ListArtifactsAsync(new() { Id = id, PageToken = token }, cancellationToken: cancellationToken);
            names.AddRange(page.Artifacts.Select(artifact => artifact.Name));
            token = page.NextPageToken;
            if (token.Length == 0) break;
        }
        view.Note(string.Create(CultureInfo.InvariantCulture, $"Fetching {names.Count} files."));
        foreach (var name in names) await FetchAsync(name, folder, cancellationToken);
        return names.Count;
    }

    private async Task FetchAsync(string name, string folder, CancellationToken cancellationToken)
    {
        if (!name.Split('/').All(ArtifactScope.IsName)) throw new IOException($"The server names a file {name}, which would lead out of {folder}.");
        var path = Path.Combine(folder, name);
        var partial = $"{path}.partial";
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await using (var file = new FileStream(partial, FileMode.Append))
        {
            using var call = client.FetchArtifact(new() { Id = id, Name = name, Offset = file.Length }, cancellationToken: cancellationToken);
            string? sha256 = null;
            await foreach (var piece in call.ResponseStream.ReadAllAsync(cancellationToken))
            {
                if (sha256 is null && File.Exists(path) && await ContentHash.OfFileAsync(path, cancellationToken) == piece.Sha256)
                {
                    await file.DisposeAsync();
                    File.Delete(partial);
                    return;
                }
                sha256 ??= piece.Sha256;
                await file.WriteAsync(piece.Content.Memory, cancellationToken);
            }
            await file.DisposeAsync();
            if (await ContentHash.OfFileAsync(partial, cancellationToken) is var found && found != sha256)
            {
                File.Delete(partial);
                throw new IOException($"{name} came with the SHA-256 {found}, and has {sha256} on the server. Run the same again to fetch it anew.");
            }
        }
        File.Move(partial, path, overwrite: true);
    }

    private static CampaignProgressed Of(string campaign, CampaignProgress progress) => new()
    {
        Campaign = campaign,
        Stage = progress.Stage,
        Activity = progress.Activity,
        Done = checked((int)progress.Done),
        Planned = checked((int)progress.Planned),
        StagesDone = progress.StagesDone,
        StagesPlanned = progress.StagesPlanned,
        Leaderboard =
        [
            .. progress.Leaderboard.Select(row => new Contracts.Messages.LeaderboardRow(
                row.Contestant, row.Elo, row.EloLower, row.EloUpper, row.Rank, row.RankLower, row.RankUpper, checked((int)row.Battles))),
        ],
        Message = progress.Message.Length == 0 ? null : progress.Message,
        SpentUsd = (decimal)progress.SpentUsd,
        SpentTokens = progress.SpentTokens,
    };
}
