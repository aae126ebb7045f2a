using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace ArenaLearning.System.Tests.UnderFire;

/// <summary>
/// A model arena of 5,000 units: three contestants with recorded answers and one that is asked at an endpoint, all pairs of them with recorded verdicts.
/// </summary>
internal static class RecordedArena
{
    public const int Prompts = 500, Contestants = 4, Verdicts = Prompts * 6, Responses = Prompts * Contestants, Units = Responses + Verdicts;

    /// <summary>Most requests at once, of all processes.</summary>
    public const int Concurrency = 4;

    private static readonly string[] Recorded = ["alpha", "beta", "gamma"], Models = [.. Recorded, "delta"];

    /// <returns>The campaign file.</returns>
    public static async Task<string> WriteAsync(string folder, string baseUrl, CancellationToken cancellationToken)
    {
        var prompts = Enumerable.Range(1, Prompts).Select(n => (Id: $"q{n:000}", Text: $"What is so special about the number {n}?")).ToList();
        await WriteAsync("prompts.jsonl", prompts.Select(prompt => (object)new { id = prompt.Id, prompt = prompt.Text, category = $"part {prompt.Id[^1]}" }));
        await WriteAsync("answers.jsonl", prompts.SelectMany(prompt => Recorded.Select(model =>
            (object)new { prompt_id = prompt.Id, model, response = $"{model} says: it is the {prompt.Id}th one there is." })));
        await WriteAsync("verdicts.jsonl", prompts.SelectMany(prompt => Models.SelectMany((a, i) => Models.Skip(i + 1).Select(b =>
            (object)new { prompt_id = prompt.Id, model_a = a, model_b = b, winner = Winner(prompt.Id, a, b) }))));
        var file = Path.Combine(folder, "campaign.yaml");
        await File.WriteAllTextAsync(file, $$"""
            name: under-fire
            seed: 7
            endpoints:
              - { name: test, base_url: "{{baseUrl}}", concurrency: {{Concurrency}}, max_retries: 8 }
            prompts: { file: prompts.jsonl }
            contestants:
              - { kind: recorded, file: answers.jsonl }
              - { name: delta, kind: openai, endpoint: test, model: delta-7b }
            battles: { max_tokens: 200 }
            judge: { name: recorded, kind: recorded, file: verdicts.jsonl }
            arena: { anchor: beta, anchor_elo: 1000, bootstraps: 20 }
            mining: { target: gamma, sft_gap: 3, dpo_gap: 3 }
            work: { generation_chunk: 5, judging_chunk: 15, window: 100, retry_seconds: 3, max_attempts: 3 }
            """, cancellationToken);
        return file;

        Task WriteAsync(string name, IEnumerable<object> rows) =>
            File.WriteAllLinesAsync(Path.Combine(folder, name), rows.Select(row => JsonSerializer.Serialize(row)), cancellationToken);
    }

    /// <summary>As if each had a strength of its own, in the order of the names.</summary>
    private static string Winner(string prompt, string a, string b) =>
        (SHA256.HashData(Encoding.UTF8.GetBytes($"{prompt} {a} {b}"))[0] % 10) switch
        {
            < 3 => "model_a",
            < 9 => "model_b",
            _ => "tie",
        };
}
