using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.DataMining.Mining;

namespace ArenaLearning.Services.Tests.DataMining;

/// <summary>Prompts whose responses have given scores: each fights each, with its own score in every battle.</summary>
internal static class HandMadeBattles
{
    public const string Target = "target";

    public sealed record Answer(
        string Contestant, string Text, double Score, bool? Correct = null, int? FirstError = null, int Sample = 0);

    public static PromptBattles Prompt(string id, params Answer[] answers) => new(
        id, "addition", "D1", [ChatTurn.User($"Question of {id}?")], "82",
        [.. answers.Select(answer => new BattleResponse(answer.Contestant, answer.Sample, answer.Text, answer.Correct, answer.FirstError))],
        [.. from a in Enumerable.Range(0, answers.Length)
            from b in Enumerable.Range(a + 1, answers.Length - a - 1)
            select new JudgedBattle(a, b, answers[a].Score, answers[b].Score, Winner(answers[a].Score, answers[b].Score))]);

    public static ScoredPrompt Scored(string id, params Answer[] answers) => ScoredPrompt.Of(Prompt(id, answers), Target);

    private static BattleWinner Winner(double a, double b) =>
        a > b ? BattleWinner.ModelA : a < b ? BattleWinner.ModelB : BattleWinner.Tie;
}
