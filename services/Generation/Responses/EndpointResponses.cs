using ArenaLearning.Contracts.Messages;
using ArenaLearning.Endpoints.Clients;
using ArenaLearning.Endpoints.Failures;
using ArenaLearning.Monitoring.Logs;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace ArenaLearning.Generation.Responses;

/// <summary>Answers of a model behind an endpoint: each unit for itself, as many at once as the endpoint allows.</summary>
public sealed class EndpointResponses(EndpointClients clients, ILogger<EndpointResponses> logger) : IContestantResponses
{
    public Type Reference => typeof(EndpointContestantReference);

    public Task<IReadOnlyList<ResponseResult>> AnswerAsync(GenerateResponses command, CancellationToken cancellationToken) =>
        AnswerAsync(command, ((EndpointContestantReference)command.Contestant).Model, cancellationToken);

    /// <returns>One result a unit, in the units' order; a unit that could not be answered says why.</returns>
    public async Task<IReadOnlyList<ResponseResult>> AnswerAsync(
        GenerateResponses command, EndpointModel model, CancellationToken cancellationToken) =>
        await Task.WhenAll(command.Units.Select(unit => AnswerInScopeAsync(command, unit, model, cancellationToken)));

    private async Task<ResponseResult> AnswerInScopeAsync(
        GenerateResponses command, GenerationUnit unit, EndpointModel model, CancellationToken cancellationToken)
    {
        using var scope = logger.BeginScope(WorkScope.OfUnit(unit.UnitId));
        var result = await AnswerAsync(unit, command.Sampling, model, cancellationToken);
        if (result.Failure is { } failure) logger.LogWarning("{Contestant} gave no answer: {Failure}", command.Contestant.Name, failure);
        return result;
    }

    private async Task<ResponseResult> AnswerAsync(
        GenerationUnit unit, SamplingSettings sampling, EndpointModel model, CancellationToken cancellationToken)
    {
        var options = new ChatOptions
        {
            Temperature = (float)sampling.Temperature,
            MaxOutputTokens = sampling.MaxTokens,
            // A greedy answer has no draws: without a seed it is one request, whatever it is asked for. Servers take 31 bits.
            Seed = sampling.Temperature > 0 ? unit.Seed & int.MaxValue : null,
        };
        try
        {
            var response = await clients.Get(model).GetResponseAsync(
                [.. unit.Messages.Select(turn => new ChatMessage(new ChatRole(turn.Role), turn.Content))], options, cancellationToken);
            var reply = EndpointReply.Of(response);
            return new()
            {
                UnitId = unit.UnitId,
                Text = reply.Text,
                PromptTokens = reply.PromptTokens,
                ResponseTokens = reply.ResponseTokens,
                LatencySeconds = reply.LatencySeconds,
                FinishReason = reply.FinishReason,
                FromCache = reply.FromCache,
                CostUsd = reply.CostUsd,
                Model = reply.Model,
                Fingerprint = reply.Fingerprint,
                Endpoint = model.Endpoint.Name,
            };
        }
        catch (NoAnswerException e)
        {
            // It was paid for all the same.
            return new()
            {
                UnitId = unit.UnitId,
                Text = "",
                PromptTokens = e.Reply.PromptTokens,
                ResponseTokens = e.Reply.ResponseTokens,
                LatencySeconds = e.Reply.LatencySeconds,
                FinishReason = e.Reply.FinishReason,
                CostUsd = e.Reply.CostUsd,
                Failure = e.Message,
                Model = e.Reply.Model,
                Fingerprint = e.Reply.Fingerprint,
                Endpoint = model.Endpoint.Name,
            };
        }
        catch (EndpointException e)
        {
            return FailedResponse.Of(unit, e.Message);
        }
    }
}
