using System.CommandLine;
using System.Globalization;
using ArenaLearning.Arena.CampaignChecks;
using ArenaLearning.Arena.Validation;
using ArenaLearning.Flywheel.CampaignFiles;
using ArenaLearning.Flywheel.Contestants;
using ArenaLearning.Flywheel.Training;

namespace ArenaLearning.Arena.Commands;

/// <summary><c>arena validate</c>: what <c>arena run</c> checks of file and checkpoints before it works.</summary>
internal static class ValidateCommand
{
    public const string Example = "arena validate examples/arithmetic.yaml --profile quick";

    public static Command Create()
    {
        var options = new CampaignOptions();
        var command = new Command("validate", "Check a campaign file and the checkpoints it names.");
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var campaign = await options.ReadAsync(parsed, cancellationToken);
            await CampaignOptions.CheckAsync(parsed, campaign, cancellationToken);
            await parsed.InvocationConfiguration.Output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"{campaign.Path} is right: campaign {campaign.Name}, seed {campaign.Seed}, {Contents(campaign)}."));
            return ExitCodes.Done;
        });
        return command;
    }

    private static string? Name(ContestantSpec contestant) =>
        contestant is RecordedContestantSpec { KnownName: null, File: var file } ? $"those of {file}" : contestant.KnownName;

    private static string Contents(CampaignFile campaign) => campaign.ModelArena is { } arena
        ? string.Create(
            CultureInfo.InvariantCulture, $"contestants {string.Join(", ", arena.Contestants.Select(Name))}, judge {arena.Judge.Name}")
        : string.Create(CultureInfo.InvariantCulture, $"{Stages(campaign.Spec)}, {campaign.Spec.Competitors.Count} competitors");

    private static string Stages(TrainingCampaignSpec spec) => spec.Stages is { } stages
        ? string.Create(CultureInfo.InvariantCulture, $"{stages.Count} stages")
        : string.Create(CultureInfo.InvariantCulture, $"{spec.Prompts.Iterations} iterations");
}
