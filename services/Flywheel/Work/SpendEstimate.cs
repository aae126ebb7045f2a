using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Formats;
using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Flywheel.Work;

/// <summary>The most that a request can cost, before it is sent: what budgets hold back and what a plan shows.</summary>
public static class SpendEstimate
{
    /// <summary>Tokens that a judge's prompt is taken to hold beside dialogue, answers and reference.</summary>
    public const int JudgeFrame = 600;

    public static IReadOnlyDictionary<string, Spend> Nothing { get; } = new Dictionary<string, Spend>();

    /// <summary>What the model's system prompt adds to each request.</summary>
    public static long SystemTokens(EndpointModel model) => model.SystemPrompt is { } system ? PromptTokens.Estimate([new("system", system)]) : 0;

    /// <param name="promptTokens">Of one request.</param>
    /// <param name="responseTokens">Most of one request.</param>
    public static Spend Of(EndpointModel model, long promptTokens, long responseTokens)
    {
        var prompt = promptTokens + SystemTokens(model);
        return new(prompt + responseTokens, model.Cost(prompt, responseTokens));
    }

    /// <summary>Answers of one contestant to some prompts.</summary>
    public static IReadOnlyDictionary<string, Spend> OfAnswers(
        ContestantReference contestant, IEnumerable<IReadOnlyList<ChatTurn>> prompts, int maxTokens) =>
        contestant.Asked is { } model
            ? new Dictionary<string, Spend>
            {
                [model.Endpoint.Name] = prompts.Select(prompt => Of(model, PromptTokens.Estimate(prompt), maxTokens))
                    .Aggregate(default(Spend), (sum, one) => sum + one),
            }
            : Nothing;

    /// <summary>Both games of some battles, each with <see cref="JudgeFrame"/>.</summary>
    public static IReadOnlyDictionary<string, Spend> OfVerdicts(JudgeReference judge, IReadOnlyList<BattleUnit> battles)
    {
        var most = new Dictionary<string, Spend>(StringComparer.Ordinal);
        foreach (var settings in judge.Asked)
        {
            var one = battles.Select(battle => Of(settings.Model, JudgeFrame + PromptTokens.Estimate(
                [.. battle.Messages, ChatTurn.Assistant(battle.ResponseA), ChatTurn.Assistant(battle.ResponseB), ChatTurn.User(battle.Reference ?? "")]),
                settings.MaxTokens)).Aggregate(default(Spend), (sum, spend) => sum + spend + spend);
            var endpoint = settings.Model.Endpoint.Name;
            for (var attempt = 0; attempt < settings.Attempts; attempt++) most[endpoint] = most.GetValueOrDefault(endpoint) + one;
        }
        return most;
    }
}
