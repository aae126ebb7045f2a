using System.CommandLine;
using ArenaLearning.Arena.TestSets;
using ArenaLearning.Arena.Validation;
using ArenaLearning.DataMining.Import;
using ArenaLearning.DataMining.TestSets;
using ArenaLearning.Flywheel.Yaml;

namespace ArenaLearning.Arena.Commands;

/// <summary><c>arena testset build</c>: a test arena and training splits from prompt files.</summary>
internal static class TestSetCommand
{
    public const string Example = """
        arena testset build prompts.jsonl.gz sharegpt.json --out sets --benchmark gsm8k/test.jsonl --cutoff 0.9
        arena testset build pool.parquet --out sets --embeddings openai --embeddings-url http://localhost:8000/v1 \
          --embeddings-model gte-large --rater-url http://localhost:8001/v1 --rater-model judge
        """;

    public static Command Create() => new("testset", "Build test sets and training splits from prompts.") { CreateBuild() };

    private static Command CreateBuild()
    {
        var files = ArenaCommandLine.PathArgument<string[]>("FILE", "Prompts: JSONL, JSON array, CSV, TSV or Parquet, .gz or not, "
            + "with prompt, instruction, question or messages");
        files.Arity = ArgumentArity.OneOrMore;
        var outputFolder = new Option<string>("--out") { HelpName = "DIR", Description = "New folder for the sets", Required = true };
        outputFolder.MustNameAFolder();
        var benchmarks = new Option<string[]>("--benchmark") { HelpName = "FILE", Description = "Prompts that training must not see; may be given again" };
        var settings = new Option<string?>("--settings") { HelpName = "FILE", Description = "YAML with any of the settings; see docs/test-sets.md" };
        var set = new Option<string[]>("--set") { HelpName = "KEY.PATH=VALUE", Description = "Set any value of the settings; may be given again" };
        var options = new TestSetOptions();
        var command = new Command("build", "Clean prompts, and make a Diverse and a Hard test set and training splits of them.")
            { files, outputFolder, benchmarks, settings };
        options.AddTo(command);
        command.Add(set);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (folder, path) = (parsed.GetRequiredValue(outputFolder), parsed.GetValue(settings));
            var spec = TestSetFile.Parse(
                path is null ? null : await NamedText.ReadAsync(path, cancellationToken), path ?? "",
                [.. options.Assignments(parsed), .. (parsed.GetValue(set) ?? []).Select(assignment => (assignment, $"--set {assignment}"))]);
            var (pool, held) = (parsed.GetRequiredValue(files), parsed.GetValue(benchmarks) ?? []);
            Check(folder, [.. pool, .. held]);
            await using var sources = await TestSetSources.OpenAsync(spec, cancellationToken);
            var console = parsed.InvocationConfiguration;
            try
            {
                var manifest = await TestSetBuild.RunAsync(
                    new(pool, held, folder, spec.Settings, sources.Rules, spec.Rules ?? "default",
                        sources.Embeddings, sources.Rater)
                    { EmbeddingConcurrency = spec.Embeddings.Concurrency },
                    new TestSetProgressLines(console.Output, TimeProvider.System), cancellationToken);
                await console.Output.WriteLineAsync(TestSetSummary.Text(manifest, folder));
                return ExitCodes.Done;
            }
            catch (ImportRefusedException e)
            {
                throw new CommandRefusedException(e.Message);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                await console.Error.WriteLineAsync($"Stopped; {folder} has no {TestSetBuild.ManifestFile}. Delete it and give the command again.");
                return ExitCodes.Interrupted;
            }
        });
        return command;
    }

    private static void Check(string folder, IEnumerable<string> files)
    {
        if (files.FirstOrDefault(file => !File.Exists(file)) is { } missing) throw new CommandRefusedException($"{missing}: there is no such file");
        if (File.Exists(folder)) throw new CommandRefusedException($"--out {folder}: is a file; name a new folder");
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new CommandRefusedException($"--out {folder}: is not empty; name a new folder, so that no set of another build stays among the new ones");
    }
}
