using System.Text.RegularExpressions;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Formats.Recorded;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Judging.Recorded;
using ArenaLearning.Ratings.Flags;
using ArenaLearning.Ratings.Judges;
using Xunit;

namespace ArenaLearning.Services.Tests.Recorded;

/// <summary>What seven models really answered to 805 prompts, and what GPT-4-turbo said of it.</summary>
public sealed partial class AlpacaEvalTests
{
    [Fact]
    public async Task The_null_model_is_flagged_and_no_other()
    {
        var flags = new ContestantFlags();
        await foreach (var answer in AnswersAsync()) flags.Add(answer.PromptId, answer.Model, answer.Response);

        var flagged = Assert.Single(flags.Flagged());
        Assert.Equal("null-model", flagged.Contestant);
        Assert.Equal([FlagKind.SameText, FlagKind.AddressesJudge], flagged.Reasons.Select(reason => reason.Kind));
        Assert.All(flagged.Reasons, reason => Assert.Equal((805, 805), (reason.Prompts, reason.Of)));
    }

    [Fact]
    public async Task The_honest_six_hardly_ever_say_what_is_addressed_to_a_judge()
    {
        var addressed = new SortedDictionary<string, int>(StringComparer.Ordinal);
        await foreach (var answer in AnswersAsync())
            if (answer.Model != "null-model" && JudgeAddress.Of(answer.Response) is { Count: > 0 } found)
            {
                addressed[answer.Model] = addressed.GetValueOrDefault(answer.Model) + 1;
                TestContext.Current.TestOutputHelper?.WriteLine($"{answer.Model} {answer.PromptId}: {string.Join(", ", found)}");
            }

        Assert.All(addressed, count => Assert.InRange(count.Value, 0, 8)); // 1%
    }

    [Fact]
    public async Task Every_verdict_is_found_in_either_order_and_none_where_nobody_judged()
    {
        var index = await VerdictsAsync();
        var judge = new RecordedVerdicts(index, VerdictRules.Default);
        Assert.Equal(4830, index.Count);
        var ids = await AnswersAsync().Select(answer => answer.PromptId).Distinct().ToListAsync(TestContext.Current.CancellationToken);
        var (wins, ties) = (0, 0);
        foreach (var id in ids)
        {
            var one = await judge.JudgeAsync(Unit(id, "gpt4_1106_preview", "vicuna-7b-v1.5"), TestContext.Current.CancellationToken);
            var other = await judge.JudgeAsync(Unit(id, "vicuna-7b-v1.5", "gpt4_1106_preview"), TestContext.Current.CancellationToken);
            Assert.Equal((one.ScoreA, one.ScoreB), (other.ScoreB, other.ScoreA));
            if (one.Winner == BattleWinner.ModelA) wins++;
            if (one.Winner == BattleWinner.Tie) ties++;
            Assert.NotNull((await judge.JudgeAsync(Unit(id, "vicuna-7b-v1.5", "claude-2"), TestContext.Current.CancellationToken)).Failure);
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{wins} wins, {ties} ties of {ids.Count}");
        Assert.True(wins > 0.9 * ids.Count);
    }

    [Fact]
    public async Task The_card_shows_that_GPT_4_turbo_prefers_longer_answers()
    {
        var answers = await AnswersAsync()
            .ToDictionaryAsync(answer => (answer.PromptId, answer.Model), cancellationToken: TestContext.Current.CancellationToken);
        var judge = new RecordedVerdicts(await VerdictsAsync(), VerdictRules.Default);
        var families = new Dictionary<string, string> { ["gpt4_1106_preview"] = "gpt-4", ["claude-2"] = "claude", ["gemma-7b-it"] = "gemma" };
        var builder = new JudgeCardBuilder("gpt-4-turbo", "gpt-4", families);
        foreach (var (id, model) in answers.Keys.Where(key => key.Model is not ("gpt4_1106_preview" or "null-model")))
        {
            var verdict = await judge.JudgeAsync(Unit(id, "gpt4_1106_preview", model), TestContext.Current.CancellationToken);
            builder.Add(new()
            {
                PromptId = id,
                ContestantA = "gpt4_1106_preview",
                ContestantB = model,
                Winner = verdict.Winner switch { BattleWinner.ModelA => CardWinner.A, BattleWinner.ModelB => CardWinner.B, _ => CardWinner.Tie },
                Games = [.. verdict.Games.Select(game => new CardGame(game.ScoreA, game.ScoreB))],
                A = Style(answers[(id, "gpt4_1106_preview")]),
                B = Style(answers[(id, model)]),
            });
        }
        var card = builder.Build();

        TestContext.Current.TestOutputHelper?.WriteLine(System.Text.Json.JsonSerializer.Serialize(card, JsonLines.Options));
        Assert.Equal((4025, 0), (card.Verdicts, card.Failed));
        Assert.InRange(card.LongerWins!.Rate, 0.6, 1);
        Assert.Null(card.Flips); // the file has one game a pair
        Assert.Equal(4025, card.OwnFamily!.Wins.Of);

        static CardResponse Style(RecordedAnswer answer) =>
            new(answer.Response.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length, ListItem().Count(answer.Response));
    }

    private static IAsyncEnumerable<RecordedAnswer> AnswersAsync() =>
        RecordedAnswerReader.ReadAsync(SharedData.File("alpaca-eval/responses.jsonl.gz"), TestContext.Current.CancellationToken);

    private static Task<RecordedVerdictIndex> VerdictsAsync() =>
        RecordedVerdictIndex.ReadAsync(SharedData.File("alpaca-eval/verdicts.jsonl.gz"), TestContext.Current.CancellationToken);

    private static BattleUnit Unit(string prompt, string a, string b) => new()
    {
        UnitId = "u",
        PromptId = prompt,
        Category = "c",
        Messages = [ChatTurn.User("q")],
        ContestantA = a,
        ContestantB = b,
        ResponseA = "1",
        ResponseB = "2",
    };

    [GeneratedRegex(@"^\s*(?:[-*]|[0-9]+\.)\s", RegexOptions.Multiline)]
    private static partial Regex ListItem();
}
