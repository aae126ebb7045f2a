using System.CommandLine;
using System.Globalization;
using ArenaLearning.Arena.CampaignChecks;
using ArenaLearning.Arena.Progress;
using ArenaLearning.Arena.Rankings;
using ArenaLearning.Arena.Remote;
using ArenaLearning.Arena.Reports;
using ArenaLearning.Arena.Running;
using ArenaLearning.Arena.Validation;
using ArenaLearning.Artifacts;
using ArenaLearning.Artifacts.Settings;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.CampaignFiles;
using ArenaLearning.Flywheel.Driving;
using ArenaLearning.Flywheel.Files;
using ArenaLearning.Flywheel.Ledger;
using ArenaLearning.Flywheel.Ledger.Sqlite;
using ArenaLearning.Flywheel.Results;
using ArenaLearning.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace ArenaLearning.Arena.Commands;

/// <summary><c>arena run</c>: a whole campaign, in this process or over a broker.</summary>
internal static class RunCommand
{
    public const string Example = """
        arena run examples/arithmetic.yaml --seed 2 --set battles.temperature=0.8
        arena run --profile quick --out runs/quick        # given again, goes on where it stopped
        """;

    public static Command Create()
    {
        var options = new CampaignOptions();
        var outputFolder = new Option<string>("--out")
        {
            HelpName = "DIR",
            Description = "Output folder [default: runs/NAME-TIME]; one that is there goes on where it stopped",
        };
        outputFolder.MustNameAFolder();
        var bus = new Option<string?>("--bus")
        {
            HelpName = "ADDRESS",
            Description = "RabbitMQ broker (amqp://user:password@host:port/vhost) on which the services run as processes of their own "
                + "[default: all services in this process]",
        };
        var server = new Option<string?>("--server")
        {
            HelpName = "URL",
            Description = "Flywheel that runs the campaign (http://HOST:8080, or several with commas; ARENA_KEY holds the key); "
                + "what the file names is uploaded, and the results come back into --out [default: all services in this process]",
        };
        var retryFailed = new Option<bool>("--retry-failed")
        {
            Description = "Ask again for the units that were given up, before anything else; what came after them is done anew",
        };
        var command = new Command("run", "Run a campaign.");
        options.AddTo(command);
        command.Add(outputFolder);
        command.Add(bus);
        command.Add(server);
        command.Add(retryFailed);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var campaign = await options.ReadAsync(parsed, cancellationToken);
            var folder = parsed.GetValue(outputFolder) ?? DefaultFolder(campaign.Name, DateTime.Now);
            var broker = BrokerAddress.Parse(parsed.GetValue(bus));
            if (parsed.GetValue(server) is { } address)
                return broker is null
                    ? await RunThereAsync(parsed, campaign, folder, ServerAddress.Parse(address), parsed.GetValue(retryFailed), cancellationToken)
                    : throw new CommandRefusedException("--server: leave out --bus, for the server knows its broker");
            var places = ArtifactPlace.Of(broker);
            await CampaignOptions.CheckAsync(parsed, campaign, cancellationToken);
            OutputFolder.RefuseOtherVersion(folder);
            if (broker is null)
            {
                DeviceCheck.Run(campaign);
                await RedisCheck.RunAsync(isNeeded: campaign.Endpoints.Count > 0);
                OutputFolder.RefuseInUse(folder);
            }
            else await BrokerReach.CheckAsync(broker, parsed.InvocationConfiguration.Output, TimeProvider.System, cancellationToken);
            await OutputFolder.ClaimAsync(folder, campaign, OutputFolder.FreeBytes, cancellationToken);
            var console = parsed.InvocationConfiguration;
            if (parsed.GetValue(retryFailed))
                await RetryFailedAsync(campaign, Path.GetFullPath(folder), places, broker, console.Output, cancellationToken);
            var goOn = GoOn(parsed, folder, parsed.GetResult(outputFolder) is not null);
            try
            {
                return await RunAsync(
                    campaign, folder, view => FollowAsync(campaign, Path.GetFullPath(folder), broker, places, view, cancellationToken),
                    console.Output, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                await console.Error.WriteLineAsync($"Stopped; nothing is lost. Go on with: {goOn}");
                return ExitCodes.Interrupted;
            }
            catch (CampaignFailedException e)
            {
                await console.Error.WriteLineAsync($"error: {e.Message}\nThe same command again: {goOn}");
                return ExitCodes.Failed;
            }
        });
        return command;
    }

    /// <summary>On a server: Ctrl+C leaves the campaign running there.</summary>
    private static async Task<int> RunThereAsync(
        ParseResult parsed, CampaignFile campaign, string folder, ServerAddress server, bool retryFailed,
        CancellationToken cancellationToken)
    {
        var console = parsed.InvocationConfiguration;
        // Keys of endpoints stay where the workers are, and which it lends is the server's to say.
        await CampaignOptions.CheckAsync(parsed, campaign, cancellationToken, keysAreHere: false);
        await OutputFolder.ClaimAsync(folder, campaign, OutputFolder.FreeBytes, cancellationToken);
        var goOn = GoOn(parsed, folder, folderGiven: parsed.Tokens.Any(token => token.Value == "--out"));
        try
        {
            return await RunAsync(
                campaign, folder, view => RemoteRun.FollowAsync(campaign, Path.GetFullPath(folder), server, retryFailed, view, cancellationToken),
                console.Output, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            var id = RemoteCampaign.IdOf(campaign, folder);
            await console.Error.WriteLineAsync(
                $"The campaign goes on at the server. Watch it with: arena watch {id} --server {server}\nFetch what it comes to with: {goOn}");
            return ExitCodes.Interrupted;
        }
        catch (CampaignFailedException e)
        {
            await console.Error.WriteLineAsync($"error: {e.Message}\nThe same command again: {goOn}");
            return ExitCodes.Failed;
        }
    }

    private static async Task<int> RunAsync(
        CampaignFile campaign, string folder, Func<IProgressView, Task<CampaignEnded>> followAsync, TextWriter output, CancellationToken cancellationToken)
    {
        await output.WriteLineAsync($"Campaign {campaign.Name}, seed {campaign.Seed}, into {folder}");

        var view = ProgressViews.For(output);
        var ended = await view.WhileAsync(() => followAsync(view));
        if (ended.Failure is { } failure)
        {
            // A budget stops a campaign with a leaderboard of what it has.
            if (File.Exists(Path.Combine(folder, CampaignResult.FileName))) await ReportFile.WriteAsync(folder, cancellationToken);
            throw new CampaignFailedException(failure);
        }

        if (campaign.ModelArena is { Arena.Reference: { } reference })
            await AgreementFile.WriteAsync(
                folder, (await ReportFile.ReadResultAsync(folder, cancellationToken)).Leaderboard, campaign.Resolve(reference), cancellationToken);
        var report = await ReportFile.WriteAsync(folder, cancellationToken);
        await output.WriteLineAsync(await CampaignSummary.ReadAsync(folder, report, cancellationToken));
        return ExitCodes.Done;
    }

    private static async Task RetryFailedAsync(
        CampaignFile campaign, string outputFolder, ArtifactSettings places, Uri? broker, TextWriter output, CancellationToken cancellationToken)
    {
        try
        {
            // Where services do the work, their ledgers are where they keep them.
            var ledgers = broker is null ? new SqliteLedgerStore(TimeProvider.System) : LedgerStores.FromEnvironment(TimeProvider.System);
            if (places.S3 is not null && ledgers is SqliteLedgerStore)
                throw new CommandRefusedException(
                    $"--retry-failed: with {KnownSettings.Artifacts.Variable}={places} the ledger is with Flywheel and not here. "
                    + $"Name the database that keeps it in {KnownSettings.Ledger.Variable}, or start a new campaign, with another --out.");
            var identity = campaign.IdentityIn(outputFolder);
            var folder = places.ScopeOf(identity.Id, outputFolder).ToString();
            if (!await ledgers.ExistsAsync(identity, folder, cancellationToken)) return;
            await using var ledger = await ledgers.OpenAsync(identity, folder, cancellationToken);
            var forgotten = await ledger.ForgetFailedAsync(cancellationToken);
            await output.WriteLineAsync($"{forgotten.Failed} units were given up and are tried again."
                + (forgotten.Results == 0 ? "" : string.Create(CultureInfo.InvariantCulture,
                    $" What came after them is done anew, from step {forgotten.Steps[0]} on: "
                    + $"{forgotten.Results:N0} answers and verdicts are asked for again.")));
        }
        catch (Exception e) when (e is LedgerException or ArgumentException)
        {
            throw new CommandRefusedException(e.Message);
        }
    }

    private static async Task<CampaignEnded> FollowAsync(
        CampaignFile campaign, string folder, Uri? broker, ArtifactSettings places, IProgressView view, CancellationToken cancellationToken)
    {
        using var host = CampaignHost.Build(broker, places, view);
        var id = campaign.IdentityIn(folder).Id;
        var (artifacts, scope) = (host.Services.GetRequiredService<IArtifactStore>(), places.ScopeOf(id, folder));
        var start = await ReachingArtifactsAsync(() => CampaignStart.PrepareAsync(campaign, id, scope, artifacts, cancellationToken));
        await host.StartAsync(cancellationToken);
        try
        {
            var ended = await host.Services.GetRequiredService<CampaignClient>().RunAsync(start, view, cancellationToken);
            if (places.IsElsewhere) await ReachingArtifactsAsync(() => CampaignCopy.WriteAsync(artifacts, scope, folder, cancellationToken));
            return ended;
        }
        finally
        {
            await host.StopAsync(CancellationToken.None);
        }
    }

    /// <summary>Brings what the campaign names to where its artifacts lie, or fetches what it came to from there.</summary>
    /// <exception cref="CampaignFailedException">It is not there, or does not go.</exception>
    private static async Task<T> ReachingArtifactsAsync<T>(Func<Task<T>> reachAsync)
    {
        try
        {
            return await reachAsync();
        }
        catch (Exception e) when (e is CampaignStoppedException or IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new CampaignFailedException(e.Message);
        }
    }

    internal static string DefaultFolder(string name, DateTime now) =>
        Path.Combine("runs", string.Create(CultureInfo.InvariantCulture, $"{name}-{now:yyyyMMdd-HHmmss}"));

    /// <summary>The command that goes on with this campaign: the one that was given, with its output folder.</summary>
    private static string GoOn(ParseResult parsed, string folder, bool folderGiven) =>
        string.Join(' ', parsed.Tokens.Select(token => token.Value).Concat(folderGiven ? [] : ["--out", folder]).Prepend("arena").Select(ShellWord.Quoted));
}
