using System.Globalization;

namespace ArenaLearning.Bench.Bus;

/// <summary>A model arena of two contestants whose answers and verdicts exist: a battle is three units, two answers and a verdict.</summary>
internal static class RecordedCampaign
{
    public const int UnitsOfABattle = 3;

    private const string Sentence = "The answer is worked out step by step, and each step is checked before the next one begins. ";

    /// <returns>The campaign file, beside the files that it names.</returns>
    public static async Task<string> WriteAsync(string folder, int battles, int seed)
    {
        Directory.CreateDirectory(folder);
        await using var prompts = File.CreateText(Path.Combine(folder, "prompts.jsonl"));
        await using var answers = File.CreateText(Path.Combine(folder, "answers.jsonl"));
        await using var verdicts = File.CreateText(Path.Combine(folder, "verdicts.jsonl"));
        for (var i = 0; i < battles; i++)
        {
            await prompts.WriteLineAsync($$"""{"id": "q{{i}}", "prompt": "What is special about the number {{i}}?"}""");
            foreach (var model in new[] { "alpha", "beta" })
                await answers.WriteLineAsync($$"""{"prompt_id": "q{{i}}", "model": "{{model}}", "response": "{{Response(model, i)}}"}""");
            // Three winners in turns of a length that no chunk has.
            var winner = (i % 7 % 3) switch { 0 => "model_a", 1 => "model_b", _ => "tie" };
            await verdicts.WriteLineAsync($$"""{"prompt_id": "q{{i}}", "model_a": "alpha", "model_b": "beta", "winner": "{{winner}}"}""");
        }
        var file = Path.Combine(folder, "campaign.yaml");
        await File.WriteAllTextAsync(file, string.Create(CultureInfo.InvariantCulture, $$"""
            name: bus-bench
            seed: {{seed}}
            prompts: { file: prompts.jsonl }
            contestants:
              - { kind: recorded, file: answers.jsonl }
            judge: { name: recorded, kind: recorded, file: verdicts.jsonl }
            arena: { bootstraps: 10 }
            work: { generation_chunk: 64, judging_chunk: 256, window: 20000 }
            """));
        return file;
    }

    /// <summary>About a kilobyte, so that a battle's two answers are the 2 KB of the bare message.</summary>
    private static string Response(string model, int number) =>
        $"{model} says of {number}: " + string.Concat(Enumerable.Repeat(Sentence, 9 + number % 3));
}
