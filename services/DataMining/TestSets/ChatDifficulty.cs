using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Endpoints.Cache;
using ArenaLearning.Endpoints.Failures;
using Microsoft.Extensions.AI;

namespace ArenaLearning.DataMining.TestSets;

/// <summary>A language model rates difficulty from 0 to 10 (the paper: GPT-4-1106-preview).</summary>
/// <param name="attempts">Replies asked for before a prompt counts as failed.</param>
public sealed class ChatDifficulty(IChatClient client, string model, int concurrency = 8, int attempts = 3) : IDifficultyRater
{
    private const int MaximumOutputTokens = 1024;

    public string Description => $"{model} with the prompt {DifficultyPrompt.Version}, 0 to 10";

    public int Concurrency => concurrency;

    public async Task<DifficultyRating> RateAsync(PromptRow prompt, CancellationToken cancellationToken = default)
    {
        var text = DifficultyPrompt.Text(prompt);
        var rating = DifficultyRating.Failed("never asked");
        for (var attempt = 0; attempt < attempts && rating.Difficulty is null; attempt++)
            rating = await AskAsync(text, attempt, cancellationToken);
        return rating;
    }

    private async Task<DifficultyRating> AskAsync(string text, int attempt, CancellationToken cancellationToken)
    {
        try
        {
            var options = new ChatOptions { Temperature = 0, MaxOutputTokens = MaximumOutputTokens, ResponseFormat = ChatResponseFormat.Json };
            var reply = await client.GetResponseAsync(text, options.WithPromptVersion(DifficultyPrompt.Version).WithSample(attempt), cancellationToken);
            return reply.FinishReason == ChatFinishReason.Length
                ? DifficultyRating.Failed("truncated")
                : DifficultyPrompt.Parse(reply.Text);
        }
        catch (EndpointException e) when (e.Failure == EndpointFailure.NoAnswer)
        {
            return DifficultyRating.Failed(e.Message);
        }
        catch (EndpointException e)
        {
            return DifficultyRating.Failed($"transport: {e.Message}");
        }
    }
}
