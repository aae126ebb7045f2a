using System.CommandLine;
using System.Globalization;
using ArenaLearning.Arena.Validation;
using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Flywheel.Driving;
using ArenaLearning.Flywheel.Files;
using ArenaLearning.Flywheel.Ledger;
using ArenaLearning.Flywheel.Ledger.Sqlite;
using ArenaLearning.Flywheel.ModelArena;
using ArenaLearning.Judging.LlmJudges;

namespace ArenaLearning.Arena.Commands;

/// <summary><c>arena rejudge</c>: reads the stored replies of a campaign's judges again.</summary>
internal static class RejudgeCommand
{
    public const string Example = """
        arena rejudge campaign.yaml --out runs/mine --reparse
        arena run campaign.yaml --out runs/mine           # ranks anew, asks nobody
        """;

    public static Command Create()
    {
        var options = new CampaignOptions();
        var output = new Option<string>("--out") { HelpName = "DIR", Description = "Output folder of the campaign", Required = true };
        output.MustNameAFolder();
        var reparse = new Option<bool>("--reparse") { Description = "Read stored replies again with the parser of this version, without calls" };
        var command = new Command("rejudge", "Read the replies of a model arena's judges again.");
        options.AddTo(command);
        command.Add(output);
        command.Add(reparse);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (!parsed.GetValue(reparse))
                throw new CommandRefusedException("--reparse is missing: stored replies can be read again; "
                    + "to ask judges anew, run the campaign with another --out");
            var campaign = await options.ReadAsync(parsed, cancellationToken);
            var spec = campaign.ModelArena ?? throw new CommandRefusedException($"{campaign.Path} is a flywheel's file, "
                + "whose later stages were trained on the verdicts as they were; name a model arena's");
            var folder = Path.GetFullPath(parsed.GetRequiredValue(output));
            var identity = campaign.IdentityIn(folder);
            ILedgerStore ledgers = new SqliteLedgerStore(TimeProvider.System);
            try
            {
                // Of a campaign whose services kept it in a database, nothing lies in the folder.
                if (!await ledgers.ExistsAsync(identity, folder, cancellationToken)) ledgers = LedgerStores.FromEnvironment(TimeProvider.System);
                if (!await ledgers.ExistsAsync(identity, folder, cancellationToken))
                    throw new CommandRefusedException($"--out {folder}: there is no ledger of a campaign");
                var artifacts = new FolderArtifactStore();
                var entries = await ArenaEntries.ResolveAsync(
                    spec, new LocalPaths(Path.GetFullPath(campaign.Path), artifacts, ArtifactScope.OfFolder(folder)), cancellationToken);
                await using var ledger = await ledgers.OpenAsync(identity, folder, cancellationToken);
                var result = await ArenaRejudging.RunAsync(ledger, identity.SpecHash, spec, entries, artifacts, Reparsing.Read, cancellationToken);
                await parsed.InvocationConfiguration.Output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                    $"Read again: {result.Verdicts:N0} battles, of which {result.Changed:N0} say something else now.")
                    + (result.Changed > 0 ? " Give the campaign's `arena run` again to rank anew; it asks nobody." : ""));
                return ExitCodes.Done;
            }
            catch (Exception e) when (e is CampaignStoppedException or LedgerException or ArgumentException)
            {
                throw new CommandRefusedException(e.Message);
            }
        });
        return command;
    }
}
