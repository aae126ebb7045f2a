using System.CommandLine;
using System.Globalization;
using ArenaLearning.Arena.Validation;

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
            await CheckpointCheck.RunAsync(campaign, cancellationToken);
            var spec = campaign.Spec;
            await parsed.InvocationConfiguration.Output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"{campaign.Path} is right: campaign {spec.Name}, seed {spec.Seed}, {spec.Prompts.Iterations} iterations, {spec.Competitors.Count} competitors."));
            return ExitCodes.Done;
        });
        return command;
    }
}
