using System.Text.Json;
using System.Text.RegularExpressions;
using ArenaLearning.Api.V1;
using ArenaLearning.Artifacts;
using ArenaLearning.Artifacts.Settings;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.CampaignFiles;
using ArenaLearning.Flywheel.Files;
using ArenaLearning.Flywheel.Ledger;
using ArenaLearning.Flywheel.Planning;
using ArenaLearning.Flywheel.Results;
using ArenaLearning.Flywheel.Work;
using ArenaLearning.Flywheel.Yaml;
using ArenaLearning.Hosting.Access;
using ArenaLearning.Hosting.Api;
using ArenaLearning.Settings;
using Google.Protobuf;
using Grpc.Core;

namespace ArenaLearning.Flywheel.Api;

/// <summary>Campaigns over gRPC. Who asks must not know where processes, ledgers and artifacts are.</summary>
[Needs(KeyRole.Reader)]
internal sealed partial class CampaignsApi(
    CampaignDirectory directory, CampaignWatch watch, CampaignFacts facts, PromptMeasurements measurements, NetworkRules rules, ArtifactSettings settings,
    IArtifactStore artifacts, TimeProvider time)
    : ArenaLearning.Api.V1.Campaigns.CampaignsBase
{
    private const int MostCampaigns = 100, MostArtifacts = 1_000;
    private const int PieceBytes = 256 << 10;

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    private UploadedFiles Uploads => new(artifacts, Root);

    private ArtifactScope Root => settings.Root ?? throw Refusal.Precondition(
        "ARTIFACTS", KnownSettings.Artifacts.Variable,
        $"This Flywheel has no store for artifacts of campaigns that come over the network: set {KnownSettings.Artifacts.Variable}.");

    public override Task<ValidateCampaignResponse> Validate(ValidateCampaignRequest request, ServerCallContext context) =>
        Task.FromResult(new ValidateCampaignResponse { Name = Read(request.Spec).Name });

    // Workers read what was uploaded, so it is for those who may have them work.
    [Needs(KeyRole.Operator)]
    public override async Task<CampaignPlan> Plan(PlanCampaignRequest request, ServerCallContext context)
    {
        var file = Read(request.Spec);
        var assumed = PlanMessages.Assumptions(request, file);
        var uploaded = await UploadedAsync(request.Spec, context.CancellationToken);
        try
        {
            return PlanMessages.Of(await CampaignPlanning.PlanAsync(
                file, new BroughtPaths(file.Path, artifacts, uploaded), assumed, measurements.AskAsync, context.CancellationToken), file.Name);
        }
        catch (CampaignStoppedException e)
        {
            throw Refusal.Precondition("FILES", file.Name, e.Message);
        }
    }

    [Needs(KeyRole.Operator)]
    public override async Task<Campaign> Start(StartCampaignRequest request, ServerCallContext context)
    {
        if (!CampaignId().IsMatch(request.Id))
            throw Refusal.Invalid("id", "must be 1 to 64 lower-case letters, digits, dashes and underscores, a letter or digit first");
        var file = Read(request.Spec);
        var uploaded = await UploadedAsync(request.Spec, context.CancellationToken);
        var start = new StartCampaign(request.Id, file.Text, file.Path, uploaded, settings.ScopeOf(request.Id, ""));
        return Of(await directory.StartAsync(start, file, context.CancellationToken));
    }

    public override async Task<ListCampaignsResponse> List(ListCampaignsRequest request, ServerCallContext context)
    {
        var count = PageToken.Size(request.PageSize, MostCampaigns);
        var state = CampaignMessages.Of(request.State);
        var page = await directory.ListAsync(PageToken.Read(request.PageToken), count + 1, state, context.CancellationToken);
        var response = new ListCampaignsResponse { NextPageToken = page.Count > count ? PageToken.Write(page[count - 1].Start.Campaign) : "" };
        response.Campaigns.AddRange(page.Take(count).Select(Of));
        return response;
    }

    public override async Task<Campaign> Get(GetCampaignRequest request, ServerCallContext context) =>
        Of(await directory.GetAsync(request.Id, context.CancellationToken));

    public override async Task Watch(WatchCampaignRequest request, IServerStreamWriter<Campaign> responseStream, ServerCallContext context)
    {
        using var watcher = watch.Watch(request.Id);
        Campaign? before = null;
        while (true)
        {
            var kept = await directory.GetAsync(request.Id, context.CancellationToken);
            var now = Of(kept);
            if (!now.Equals(before)) await responseStream.WriteAsync(now, context.CancellationToken);
            if (kept.State is Ledger.CampaignState.Completed or Ledger.CampaignState.Failed or Ledger.CampaignState.Cancelled) return;
            before = now;
            // What another Flywheel did to it is not always said.
            await watcher.NextAsync(LookEvery, time, context.CancellationToken);
        }
    }

    [Needs(KeyRole.Operator)]
    public override async Task<Campaign> Pause(PauseCampaignRequest request, ServerCallContext context) =>
        Of(await directory.PauseAsync(request.Id, context.CancellationToken));

    [Needs(KeyRole.Operator)]
    public override async Task<Campaign> Resume(ResumeCampaignRequest request, ServerCallContext context) =>
        Of(await directory.ResumeAsync(request.Id, context.CancellationToken));

    [Needs(KeyRole.Operator)]
    public override async Task<Campaign> Cancel(CancelCampaignRequest request, ServerCallContext context) =>
        Of(await directory.CancelAsync(request.Id, context.CancellationToken));

    [Needs(KeyRole.Operator)]
    public override async Task<Campaign> Update(UpdateCampaignRequest request, ServerCallContext context)
    {
        var limits = CampaignMessages.Limits(request);
        if (limits == Ledger.CampaignLimits.AsInFile && !request.AsInFile)
            throw Refusal.Invalid("budget_usd", "or budget_tokens, window or as_in_file must be there: nothing is to be changed");
        var kept = await directory.GetAsync(request.Id, context.CancellationToken);
        if (ChangedLimits.Broken(facts.Of(kept.Start).Work, limits).ToArray() is { Length: > 0 } broken)
            throw Refusal.Invalid([.. broken.Select(one => (JsonNamingPolicy.SnakeCaseLower.ConvertName(one.Name), one.What))]);
        return Of(await directory.ChangeLimitsAsync(request.Id, limits, request.AsInFile, context.CancellationToken));
    }

    [Needs(KeyRole.Operator)]
    public override async Task<RetryFailedResponse> RetryFailed(RetryFailedRequest request, ServerCallContext context)
    {
        var forgotten = await directory.RetryFailedAsync(request.Id, context.CancellationToken);
        return new()
        {
            Failed = forgotten.Failed,
            Results = forgotten.Results,
            Campaign = Of(await directory.GetAsync(request.Id, context.CancellationToken)),
        };
    }

    [Needs(KeyRole.Operator)]
    public override async Task<FindMissingFilesResponse> FindMissingFiles(FindMissingFilesRequest request, ServerCallContext context)
    {
        var response = new FindMissingFilesResponse();
        foreach (var file in request.Files)
            if (!await Uploads.HasAsync(file, context.CancellationToken)) response.Missing.Add(file);
        return response;
    }

    [Needs(KeyRole.Operator)]
    public override async Task<UploadResponse> Upload(IAsyncStreamReader<UploadRequest> requestStream, ServerCallContext context)
    {
        try
        {
            return new() { File = await Uploads.ReceiveAsync(requestStream, context.CancellationToken) };
        }
        // What comes may be no message at all, which is an IOException too.
        catch (IOException e) when (e is not InvalidProtocolBufferException && !context.CancellationToken.IsCancellationRequested)
        {
            throw Refusal.Unavailable(e.Message);
        }
    }

    public override async Task<ListArtifactsResponse> ListArtifacts(ListArtifactsRequest request, ServerCallContext context)
    {
        var (count, after) = (PageToken.Size(request.PageSize, MostArtifacts), PageToken.Read(request.PageToken));
        var kept = await directory.GetAsync(request.Id, context.CancellationToken);
        var response = new ListArtifactsResponse();
        await foreach (var file in FilesAsync(kept, context.CancellationToken))
        {
            if (string.CompareOrdinal(file.Name, after) <= 0) continue;
            if (response.Artifacts.Count == count)
            {
                response.NextPageToken = PageToken.Write(response.Artifacts[^1].Name);
                break;
            }
            response.Artifacts.Add(new Artifact { Name = file.Name });
        }
        return response;
    }

    public override async Task FetchArtifact(
        FetchArtifactRequest request, IServerStreamWriter<FetchArtifactResponse> responseStream, ServerCallContext context)
    {
        var kept = await directory.GetAsync(request.Id, context.CancellationToken);
        var found = await FilesAsync(kept, context.CancellationToken).FirstOrDefaultAsync(file => file.Name == request.Name, context.CancellationToken)
            ?? throw Refusal.NotFound("artifact", request.Name, $"Campaign {request.Id} has no artifact {request.Name}: ListArtifacts says which it has.");
        var work = Directory.CreateTempSubdirectory("arena-fetch-");
        try
        {
            var path = Path.Combine(work.FullName, "content");
            await found.CopyToAsync(path, context.CancellationToken);
            await using var content = File.OpenRead(path);
            if (request.Offset < 0 || request.Offset > content.Length)
                throw Refusal.Invalid("offset", $"must be from 0 to {content.Length}, the size of {request.Name}");
            await responseStream.WriteAsync(
                new() { SizeBytes = content.Length, Sha256 = await ContentHash.OfFileAsync(path, context.CancellationToken) }, context.CancellationToken);
            content.Position = request.Offset;
            var piece = new byte[PieceBytes];
            while (await content.ReadAsync(piece, context.CancellationToken) is var read and > 0)
                await responseStream.WriteAsync(new() { Content = ByteString.CopyFrom(piece, 0, read) }, context.CancellationToken);
        }
        catch (IOException e) when (!context.CancellationToken.IsCancellationRequested)
        {
            throw Refusal.Unavailable(e.Message);
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    private Campaign Of(KeptCampaign kept) => CampaignMessages.Of(kept, facts.Of(kept.Start), watch.Find(kept.Start.Campaign));

    private IAsyncEnumerable<StoredFile> FilesAsync(KeptCampaign kept, CancellationToken cancellationToken) =>
        artifacts.FilesAsync(kept.Start.Scope, cancellationToken).Where(file => ResultFiles.IsResult(file.Name));

    /// <returns>What the file names, by the path as it is written there.</returns>
    private async Task<IReadOnlyDictionary<string, ArtifactReference>> UploadedAsync(CampaignSpec spec, CancellationToken cancellationToken)
    {
        var uploads = Uploads;
        var references = new Dictionary<string, ArtifactReference>(StringComparer.Ordinal);
        foreach (var (written, uploaded) in spec.Files)
            references[written] = await uploads.HasAsync(uploaded, cancellationToken) ? uploads.Reference(uploaded)
                : throw Refusal.Precondition("FILES", written, $"{uploaded.Name} ({written}) was not uploaded: FindMissingFiles says what has to be.");
        return references;
    }

    private CampaignFile Read(CampaignSpec? spec)
    {
        if (spec is null || spec.Yaml.Length == 0) throw Refusal.Invalid("spec.yaml", "must be there: it is the campaign file");
        try
        {
            var file = CampaignFile.Parse(spec.Yaml, spec.Path.Length == 0 ? "campaign.yaml" : spec.Path);
            return rules.Broken(file) is { Count: > 0 } broken ? throw new FileRefusedException(broken) : file;
        }
        catch (FileRefusedException e)
        {
            throw Refusal.Invalid([.. e.Problems.Select(problem => (
                problem.Key.Length == 0 ? $"{problem.Origin}" : $"{problem.Origin}: {problem.Origin.KeyPrefix}{problem.Key}", problem.What))]);
        }
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9_-]{0,63}$")]
    private static partial Regex CampaignId();
}
