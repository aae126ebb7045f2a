using ArenaLearning.Contracts.Messages;
using ArenaLearning.Endpoints.Cache;
using ArenaLearning.Endpoints.Clients;
using ArenaLearning.Endpoints.Failures;
using Microsoft.Extensions.AI;

namespace ArenaLearning.Judging.LlmJudges;

/// <summary>Asks judges through the clients that all workers of a process share, with limits, retries and cache.</summary>
public sealed class EndpointJudgeModel(EndpointClients clients) : IJudgeModel
{
    private const string ContentFilter = "content_filter";

    public async Task<JudgeReply> AskAsync(JudgeQuestion question, CancellationToken cancellationToken)
    {
        var endpoint = question.Model.Endpoint.Name;
        try
        {
            var reply = EndpointReply.Of(await clients.Get(question.Model).GetResponseAsync(
                question.Messages.Select(turn => new ChatMessage(new(turn.Role), turn.Content)), OptionsOf(question), cancellationToken));
            return Told(reply, null, endpoint);
        }
        catch (NoAnswerException e)
        {
            // It was asked, and paid: another sample may have a verdict.
            return Told(e.Reply, e.Message, endpoint);
        }
        catch (EndpointException e)
        {
            return new()
            {
                Raw = "",
                Reason = e.Message,
                Model = null,
                Fingerprint = null,
                FinishReason = "",
                PromptTokens = 0,
                ResponseTokens = 0,
                LatencySeconds = 0,
                CostUsd = 0,
                Failure = FailureClass.Transport,
                Endpoint = endpoint,
            };
        }
    }

    /// <param name="problem">Why there is no answer; null where there is one.</param>
    private static JudgeReply Told(EndpointReply reply, string? problem, string endpoint) => new()
    {
        Raw = reply.Raw,
        Reason = problem,
        Model = reply.Model,
        Fingerprint = reply.Fingerprint,
        FinishReason = reply.Refused ? ContentFilter : reply.FinishReason,
        PromptTokens = reply.PromptTokens,
        ResponseTokens = reply.ResponseTokens,
        LatencySeconds = reply.LatencySeconds,
        CostUsd = reply.CostUsd,
        FromCache = reply.FromCache,
        Endpoint = endpoint,
    };

    private static ChatOptions OptionsOf(JudgeQuestion question) => new ChatOptions
    {
        Temperature = (float)question.Temperature,
        MaxOutputTokens = question.MaxTokens,
        // A greedy reply has no draws; another sample is asked for at a temperature, and with another seed.
        Seed = question.Temperature > 0 ? question.Sample : null,
        ResponseFormat = question.JsonMode ? ChatResponseFormat.Json : null,
    }.WithPromptVersion(question.PromptVersion).WithSample(question.Sample);
}
