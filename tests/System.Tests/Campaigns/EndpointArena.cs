using ArenaLearning.System.Tests.Processes;

namespace ArenaLearning.System.Tests.Campaigns;

/// <summary>A model arena whose contestants and judge are asked at one endpoint.</summary>
internal static class EndpointArena
{
    public const int Prompts = 60;

    /// <summary>Three answers to each prompt.</summary>
    public const int Responses = 3 * Prompts;

    /// <param name="concurrency">Most requests at once, of all processes.</param>
    /// <returns>The campaign file.</returns>
    public static async Task<string> WriteAsync(string folder, string baseUrl, int concurrency, CancellationToken cancellationToken)
    {
        await File.WriteAllLinesAsync(Path.Combine(folder, "prompts.jsonl"), Enumerable.Range(1, Prompts)
            .Select(n => $$"""{"id": "q{{n}}", "prompt": "What is so special about the number {{n}}?"}"""), cancellationToken);
        var file = Path.Combine(folder, "campaign.yaml");
        await File.WriteAllTextAsync(file, $$"""
            name: shared-endpoint
            seed: 5
            endpoints:
              - { name: test, base_url: "{{baseUrl}}", concurrency: {{concurrency}}, max_retries: 8 }
            contestants:
              - { name: alpha, kind: openai, endpoint: test, model: alpha-7b, temperature: 0.7 }
              - { name: beta, kind: openai, endpoint: test, model: beta-13b }
              - { name: gamma, kind: openai, endpoint: test, model: gamma-70b }
            prompts: { file: prompts.jsonl }
            battles: { max_tokens: 200 }
            judge: { name: critic, kind: llm, endpoint: test, model: critic-1 }
            arena: { anchor: alpha, soft: true }
            work: { retry_seconds: 10 }
            """, cancellationToken);
        return file;
    }

    /// <param name="environment">Of the process: where replies are kept, and which Redis.</param>
    public static ChildProcess Start(string file, CampaignFolder output, Uri? bus, IReadOnlyDictionary<string, string?> environment) => ChildProcess.Start(
        "arena run", Programs.Arena, ["run", file, "--out", output.Root, .. bus is null ? [] : new[] { "--bus", bus.ToString() }], environment: environment);
}
