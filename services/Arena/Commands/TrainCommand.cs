using System.CommandLine;
using System.Globalization;
using ArenaLearning.Arena.Recipes;
using ArenaLearning.Arena.Validation;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Yaml;

namespace ArenaLearning.Arena.Commands;

/// <summary><c>arena train</c>: one checkpoint from a recipe file.</summary>
internal static class TrainCommand
{
    public const string Example = "arena train examples/arithmetic/train-multiplier.yaml --out runs/multiplier --set seed=2";

    private static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(5);

    public static Command Create()
    {
        var file = ArenaCommandLine.PathArgument<string>("FILE", "Recipe file");
        var outputFolder = new Option<string>("--out") { HelpName = "DIR", Description = "Folder that becomes the checkpoint", Required = true };
        outputFolder.MustNameAFolder();
        var set = new Option<string[]>("--set") { HelpName = "KEY.PATH=VALUE", Description = "Set any value of the file; may be given again" };
        var command = new Command("train", "Train one checkpoint from a recipe file.") { file, outputFolder, set };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (path, folder) = (parsed.GetRequiredValue(file), parsed.GetRequiredValue(outputFolder));
            var console = parsed.InvocationConfiguration;
            var recipe = RecipeFile.Parse(await NamedText.ReadAsync(path, cancellationToken), path, parsed.GetValue(set) ?? []);
            try
            {
                var trained = await RecipeTraining.RunAsync(recipe, folder, new TimedLines(console.Output), cancellationToken);
                await console.Output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                    $"Trained {recipe.Name} on {trained.Rows:N0} rows in {trained.TrainingSeconds:F0} s: "
                    + $"{string.Join(", ", trained.Metrics.Select(m => $"{m.Key} {m.Value:G4}"))}"));
                await console.Output.WriteLineAsync($"Checkpoint: {folder}\nMeasure it: arena eval {ShellWord.Quoted(folder)}");
                return ExitCodes.Done;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                await console.Error.WriteLineAsync("Stopped. The same command goes on from the last resumable checkpoint.");
                return ExitCodes.Interrupted;
            }
        });
        return command;
    }

    /// <summary>A line every few seconds.</summary>
    private sealed class TimedLines(TextWriter output) : IProgress<TrainingProgressed>
    {
        private readonly Lock gate = new();
        private DateTimeOffset next;

        public void Report(TrainingProgressed value)
        {
            lock (gate)
            {
                var now = TimeProvider.System.GetUtcNow();
                if (now < next && value.Step < value.Steps) return;
                next = now + ReportEvery;
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"step {value.Step:N0} of {value.Steps:N0}, loss {value.Loss:F4}"));
            }
        }
    }
}
