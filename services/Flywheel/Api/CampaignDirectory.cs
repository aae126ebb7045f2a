using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.CampaignFiles;
using ArenaLearning.Flywheel.Driving;
using ArenaLearning.Flywheel.Files;
using ArenaLearning.Flywheel.Ledger;
using ArenaLearning.Flywheel.Yaml;
using ArenaLearning.Hosting.Api;
using ArenaLearning.Hosting.Bus;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace ArenaLearning.Flywheel.Api;

/// <summary>
/// The campaigns of the system, whichever Flywheel leads them: what became of each stands in the store of ledgers, and whoever leads one
/// looks there every few seconds whether it still is to run. Every method throws <see cref="RpcException"/> for what cannot be done.
/// </summary>
public sealed class CampaignDirectory(
    ILedgerStore ledgers, LedgerFolders folders, IArtifactStore artifacts, CampaignRegistry registry, CampaignWatch watch, IMessageBus bus,
    ILogger<CampaignDirectory> logger)
{
    private static readonly CampaignState[] NotAtWork = [CampaignState.Paused, CampaignState.Cancelled, CampaignState.Failed, CampaignState.Completed];

    private ICampaignStarts Starts => ledgers.Starts ?? throw Refusal.Precondition(
        "LEDGER", "ARENA_LEDGER",
        "This Flywheel keeps ledgers in files, and so no list of campaigns: set ARENA_LEDGER to a PostgreSQL. `arena run --bus` works without.");

    /// <exception cref="RpcException">There is none.</exception>
    public async Task<KeptCampaign> GetAsync(string id, CancellationToken cancellationToken) =>
        await ToldAsync(() => Starts.FindAsync(id, cancellationToken))
        ?? throw Refusal.NotFound("campaign", id, $"There is no campaign {id}: List says which there are.");

    public Task<IReadOnlyList<KeptCampaign>> ListAsync(string after, int count, CampaignState? state, CancellationToken cancellationToken) =>
        ToldAsync(() => Starts.ListAsync(after, count, state, cancellationToken));

    /// <summary>Starts a campaign. The same again changes nothing.</summary>
    /// <exception cref="RpcException">Another has its id, or a file that it names was not uploaded.</exception>
    public async Task<KeptCampaign> StartAsync(StartCampaign start, CampaignFile file, CancellationToken cancellationToken)
    {
        try
        {
            await CampaignStart.ResolveAsync(file, new BroughtPaths(start.SpecPath, artifacts, start.Files), cancellationToken);
        }
        catch (CampaignStoppedException e)
        {
            throw Refusal.Precondition("FILES", start.Campaign, e.Message);
        }
        if (!await ToldAsync(() => Starts.TryAddAsync(start, cancellationToken)))
        {
            var there = await GetAsync(start.Campaign, cancellationToken);
            if (there.Start.Spec != start.Spec || !Same(there.Start, start))
                throw Refusal.AlreadyExists("campaign", start.Campaign, $"There is another campaign {start.Campaign}: choose another id.");
            return there;
        }
        logger.LogInformation("Campaign {Campaign} was started", start.Campaign);
        await LookAsync(cancellationToken);
        return await GetAsync(start.Campaign, cancellationToken);
    }

    public Task<KeptCampaign> PauseAsync(string id, CancellationToken cancellationToken) =>
        ChangeAsync(id, [CampaignState.Running], CampaignState.Paused, cancellationToken);

    public Task<KeptCampaign> ResumeAsync(string id, CancellationToken cancellationToken) =>
        ChangeAsync(id, [CampaignState.Paused, CampaignState.Cancelled, CampaignState.Failed], CampaignState.Running, cancellationToken);

    public async Task<KeptCampaign> CancelAsync(string id, CancellationToken cancellationToken)
    {
        var cancelled = await ChangeAsync(id, [CampaignState.Running, CampaignState.Paused, CampaignState.Failed], CampaignState.Cancelled, cancellationToken);
        await TellEndAsync(id, "The campaign was cancelled. What is done is kept: it can be resumed.", cancellationToken);
        return cancelled;
    }

    /// <summary>Stops a training job, and with it its campaign, where that runs: it cannot go on without the model.</summary>
    public async Task CancelTrainingAsync(TrainingCancelled job, CancellationToken cancellationToken)
    {
        await GetAsync(job.Campaign, cancellationToken);
        var failure = $"The training of {job.Name} was cancelled. What is done is kept: `arena campaigns retry-failed {job.Campaign}` goes on, "
            + $"and trains {job.Name} on from the state that was saved last.";
        var stopped = await ToldAsync(() => Starts.EndAsync(job.Campaign, failure, cancellationToken));
        logger.LogInformation("The training of {Job} of campaign {Campaign} was cancelled", job.Name, job.Campaign);
        await LookAsync(cancellationToken);
        try
        {
            await bus.PublishAsync(job, cancellationToken);
        }
        catch (BusUnavailableException e)
        {
            throw Refusal.Unavailable(e.Message);
        }
        if (!stopped) return;
        watch.HearOfChange(job.Campaign, isOver: true);
        await TellEndAsync(job.Campaign, failure, cancellationToken);
    }

    /// <summary>Changes what a campaign may spend and how much of it is in flight.</summary>
    /// <param name="limits">Those that are null stay as they are.</param>
    /// <param name="asInFile">Forgets what was changed before, first.</param>
    public async Task<KeptCampaign> ChangeLimitsAsync(string id, CampaignLimits limits, bool asInFile, CancellationToken cancellationToken)
    {
        var before = await GetAsync(id, cancellationToken);
        if (before.State == CampaignState.Completed) throw WrongState(before, [.. Enum.GetValues<CampaignState>().Where(state => state != before.State)]);
        if (!await ToldAsync(() => Starts.ChangeLimitsAsync(id, limits, asInFile, cancellationToken))) return await GetAsync(id, cancellationToken);
        logger.LogInformation("Campaign {Campaign} has {Limits}", id, limits);
        await LookAsync(cancellationToken);
        watch.HearOfChange(id, isOver: false);
        return await GetAsync(id, cancellationToken);
    }

    /// <summary>Has the units that were given up tried again, in a campaign that nobody drives.</summary>
    public async Task<ForgottenWork> RetryFailedAsync(string id, CancellationToken cancellationToken)
    {
        var kept = await GetAsync(id, cancellationToken);
        if (kept.State == CampaignState.Running) throw WrongState(kept, NotAtWork);
        var identity = Identity(kept.Start);
        var forgotten = await ToldAsync(async () =>
        {
            await using var ledger = await ledgers.OpenAsync(identity, folders.Of(id, kept.Start.Scope), cancellationToken);
            return await ledger.ForgetFailedAsync(cancellationToken);
        });
        await ChangeAsync(id, NotAtWork, CampaignState.Running, cancellationToken);
        return forgotten;
    }

    private async Task<KeptCampaign> ChangeAsync(string id, CampaignState[] from, CampaignState to, CancellationToken cancellationToken)
    {
        var before = await GetAsync(id, cancellationToken);
        if (before.State == to) return before;
        if (!await ToldAsync(() => Starts.ChangeAsync(id, from, to, cancellationToken))) throw WrongState(await GetAsync(id, cancellationToken), from);
        logger.LogInformation("Campaign {Campaign} is {State}", id, to);
        await LookAsync(cancellationToken);
        watch.HearOfChange(id, isOver: to != CampaignState.Running);
        return await GetAsync(id, cancellationToken);
    }

    private async Task TellEndAsync(string id, string why, CancellationToken cancellationToken)
    {
        try
        {
            await bus.PublishAsync(new CampaignEnded(id, why), cancellationToken);
        }
        catch (BusUnavailableException e)
        {
            logger.LogWarning("The end of {Campaign} could not be published: {Message}", id, e.Message);
        }
    }

    /// <summary>Here at once, elsewhere within seconds.</summary>
    private Task<bool> LookAsync(CancellationToken cancellationToken) => ToldAsync(async () =>
    {
        await registry.LookAsync(cancellationToken);
        return true;
    });

    private static CampaignIdentity Identity(StartCampaign start)
    {
        try
        {
            var file = CampaignFile.Parse(start.Spec, start.SpecPath);
            return new(start.Campaign, file.SpecHash, file.Seed);
        }
        catch (FileRefusedException e)
        {
            throw Refusal.Precondition("CAMPAIGN_VERSION", start.Campaign, $"The campaign's file is of another version of Arena Learning: {e.Message}");
        }
    }

    private static bool Same(StartCampaign one, StartCampaign other) =>
        one.Files.Count == other.Files.Count && one.Files.All(file => other.Files.TryGetValue(file.Key, out var there) && there == file.Value);

    private static RpcException WrongState(KeptCampaign kept, IReadOnlyList<CampaignState> allowed) => Refusal.Precondition(
        "CAMPAIGN_STATE", kept.Start.Campaign,
        $"Campaign {kept.Start.Campaign} is {Word(kept.State)}, and has to be {string.Join(" or ", allowed.Select(Word))}.");

    private static string Word(CampaignState state) => state.ToString().ToLowerInvariant();

    private static async Task<T> ToldAsync<T>(Func<Task<T>> workAsync)
    {
        try
        {
            return await workAsync();
        }
        catch (LedgerRefusedException e)
        {
            throw Refusal.Precondition("LEDGER", "ARENA_LEDGER", e.Message);
        }
        catch (LedgerException e)
        {
            throw Refusal.Unavailable(e.Message);
        }
    }
}
