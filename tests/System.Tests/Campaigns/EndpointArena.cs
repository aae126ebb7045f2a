using ArenaLearning.System.Tests.Processes;

namespace ArenaLearning.System.Tests.Campaigns;

/// <summary>A model arena whose contestants and judge are asked at one endpoint.</summary>
internal static class EndpointArena
{
    public const int Prompts = 60;

    /// <summary>Three answers to each prompt.</summary>
    public const int Responses = 3 * Prompts;

    /// <param name="concurrency">Most requests at once, of all processes.</param>
    /// <param name="keyVariable">Variable of the workers that holds the endpoint's key; null where it wants none, and nothing costs anything.</param>
    /// <param name="first">Number of the first prompt: one that was asked for before is answered from the cache.</param>
    /// <returns>The campaign file.</returns>
    public static async Task<string> WriteAsync(
        string folder, string baseUrl, int concurrency, CancellationToken cancellationToken, int prompts = Prompts, string? keyVariable = null,
        int first = 1)
    {
        var (key, budget) = keyVariable is null ? ("", "") : ($", key_env: {keyVariable}", "budget: { max_cost: 5 }");
        var price = keyVariable is null ? "" : ", input_price: 1, output_price: 2";
        await File.WriteAllLinesAsync(Path.Combine(folder, "prompts.jsonl"), Enumerable.Range(first, prompts)
            .Select(n => $$"""{"id": "q{{n}}", "prompt": "What is so special about the number {{n}}?"}"""), cancellationToken);
        var file = Path.Combine(folder, "campaign.yaml");
        await File.WriteAllTextAsync(file, $$"""
            name: shared-endpoint
            seed: 5
            endpoints:
              - { name: test, base_url: "{{baseUrl}}", concurrency: {{concurrency}}, max_retries: 8{{key}} }
            contestants:
              - { name: alpha, kind: openai, endpoint: test, model: alpha-7b, temperature: 0.7{{price}} }
              - { name: beta, kind: openai, endpoint: test, model: beta-13b{{price}} }
              - { name: gamma, kind: openai, endpoint: test, model: gamma-70b }
            prompts: { file: prompts.jsonl }
            battles: { max_tokens: 200 }
            judge: { name: critic, kind: llm, endpoint: test, model: critic-1 }
            arena: { anchor: alpha, soft: true }
            work: { retry_seconds: 10 }
            {{budget}}
            """, cancellationToken);
        return file;
    }

    /// <param name="environment">Of the process: where replies are kept, and which Redis.</param>
    public static ChildProcess Start(string file, CampaignFolder output, Uri? bus, IReadOnlyDictionary<string, string?> environment) => ChildProcess.Start(
        "arena run", Programs.Arena, ["run", file, "--out", output.Root, .. bus is null ? [] : new[] { "--bus", bus.ToString() }], environment: environment);
}
