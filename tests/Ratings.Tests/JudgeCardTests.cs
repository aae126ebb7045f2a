using ArenaLearning.Ratings.Judges;

namespace ArenaLearning.Ratings.Tests;

public class JudgeCardTests
{
    private static readonly CardResponse Short = new(10, 0);
    private static readonly CardResponse Long = new(90, 0);
    private static readonly CardResponse Listed = new(10, 5);

    [Fact]
    public void Failures_are_counted_by_class_and_are_no_verdicts()
    {
        var card = Card(
            Battle("p1", CardWinner.A) with { ReplyFailures = ["no_json"], Cost = new(0.5m, 2, 100, 20, 3) },
            Failed("p2", "truncated") with { ReplyFailures = ["truncated", "truncated"], Cost = new(0.25m, 4, 50, 10, 2) },
            Failed("p3", "refusal"), Battle("p4", CardWinner.Tie));

        Assert.Equal((4, 2, 2), (card.Battles, card.Verdicts, card.Failed));
        Assert.Equal(["refusal", "truncated"], card.Failures.Keys);
        Assert.Equal((0.25, 1, 4), Of(card.Failures["truncated"]));
        Assert.Equal((0.4, 2, 5), Of(card.ReplyFailures["truncated"]));
        Assert.Equal((0.5, 1, 2), Of(card.Ties));
        Assert.Equal(new(0.75m, 0.375m, 150, 30, 5, 1.2), card.Spending);
    }

    [Fact]
    public void A_judge_that_favours_a_position_shows_it()
    {
        CardGame[] favoursFirst = [new(9, 3), new(3, 9)], fair = [new(9, 3), new(8, 3)], halfTied = [new(5, 5), new(3, 9)];
        var card = Card(
            Battle("p1", CardWinner.Inconsistent) with { Games = favoursFirst }, Battle("p2", CardWinner.A) with { Games = fair },
            Battle("p3", CardWinner.B) with { Games = halfTied }, Battle("p4", CardWinner.A) with { Games = [new(9, 1)] });

        Assert.Equal((1.0 / 3, 1, 3), Of(card.Flips));
        // Of the first battle both games, of the second A's first, of the third the one that is decided; one game alone does not count.
        Assert.Equal((4.0 / 5, 4, 5), Of(card.FirstWins));
        Assert.Equal(0, card.Ties!.Rate);
    }

    [Fact]
    public void Preference_for_length_and_lists_is_of_decided_battles_in_which_they_differ()
    {
        var card = Card(
            Battle("p1", CardWinner.A) with { A = Long, B = Short }, Battle("p2", CardWinner.B) with { A = Long, B = Short },
            Battle("p3", CardWinner.B) with { A = Short, B = Long }, Battle("p4", CardWinner.Tie) with { A = Long, B = Short },
            Battle("p5", CardWinner.B) with { A = Short, B = Listed }, Battle("p6", CardWinner.Inconsistent) with { A = Long, B = Listed });

        Assert.Equal((2.0 / 3, 2, 3), Of(card.LongerWins));
        Assert.Equal(Math.Sqrt(2.0 / 9 / 3), card.LongerWins!.StandardError, 1e-12);
        Assert.Equal((1, 1, 1), Of(card.ListsWin));
    }

    [Fact]
    public void Agreement_is_raw_by_kappa_and_on_what_both_decide()
    {
        // Rows: the judge; columns: people. A-A 4, A-B 1, B-B 3, tie-A 1, tie-tie 1.
        (CardWinner Judge, CardWinner Human)[] verdicts =
        [
            .. Enumerable.Repeat((CardWinner.A, CardWinner.A), 4), (CardWinner.A, CardWinner.B), .. Enumerable.Repeat((CardWinner.B, CardWinner.B), 3),
            (CardWinner.Inconsistent, CardWinner.A), (CardWinner.Tie, CardWinner.Tie),
        ];
        var builder = new JudgeCardBuilder("judge");
        foreach (var (i, verdict) in verdicts.Index()) builder.Add(Battle($"p{i}", verdict.Judge), verdict.Human);
        builder.Add(Battle("unseen by people", CardWinner.A));
        var agreement = builder.Build("human").Agreement!;

        Assert.Equal(10, builder.InCommon);
        Assert.Equal(("human", 10, 0.8), (agreement.With, agreement.Battles, agreement.Raw));
        const double Chance = 0.5 * 0.5 + 0.3 * 0.4 + 0.2 * 0.1;
        Assert.Equal((0.8 - Chance) / (1 - Chance), agreement.Kappa!.Value, 1e-12);
        Assert.Equal((7.0 / 8, 7, 8), Of(agreement.Decided));
    }

    [Fact]
    public void Kappa_is_undefined_where_both_always_say_the_same_one_thing_and_one_where_they_agree_throughout()
    {
        Assert.Null(Agreement(CardWinner.A, CardWinner.A).Kappa);
        Assert.Equal(1, Agreement(CardWinner.A, CardWinner.B).Kappa);

        static JudgeAgreement Agreement(CardWinner first, CardWinner second)
        {
            var builder = new JudgeCardBuilder("judge");
            builder.Add(Battle("p1", first), first);
            builder.Add(Battle("p2", second), second);
            return builder.Build("other").Agreement!;
        }
    }

    [Fact]
    public void Nothing_in_common_is_an_error_and_no_agreement_of_zero()
    {
        var builder = new JudgeCardBuilder("judge");
        builder.Add(Battle("p", CardWinner.A));

        Assert.Contains("no battle in common", Assert.Throws<InvalidOperationException>(() => builder.Build("human")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Self_preference_is_what_the_own_family_wins_beyond_what_others_give_it()
    {
        var families = new Dictionary<string, string> { ["a"] = "gpt-4", ["b"] = "llama", ["c"] = "gpt-4" };
        var human = new Dictionary<string, CardWinner> { ["p1"] = CardWinner.B, ["p2"] = CardWinner.A };
        var builder = new JudgeCardBuilder("judge", "gpt-4", families);
        foreach (var battle in (CardBattle[])
            [
                Battle("p1", CardWinner.A), Battle("p2", CardWinner.A), Battle("p3", CardWinner.Tie), Battle("p4", CardWinner.B),
                Battle("p5", CardWinner.A) with { ContestantB = "c" },
            ])
            builder.Add(battle, human.TryGetValue(battle.PromptId, out var winner) ? winner : null);
        var own = builder.Build("human").OwnFamily!;

        Assert.Equal((2.5 / 4, 2.5, 4), Of(own.Wins)); // p5 is among the own family and says nothing
        Assert.Equal((0.5, 1, 2), Of(own.ReferenceWins));
        Assert.Equal(0.5, own.Excess);
    }

    [Fact]
    public void What_never_occurred_has_no_rate()
    {
        var card = Card();

        Assert.Null(card.Ties);
        Assert.Null(card.Flips);
        Assert.Null(card.FirstWins);
        Assert.Null(card.LongerWins);
        Assert.Null(card.OwnFamily);
        Assert.Null(card.Agreement);
        Assert.Null(card.Spending.UsdPerVerdict);
        Assert.Null(card.Spending.LatencySeconds);
    }

    [Fact]
    public void The_order_of_battles_does_not_matter()
    {
        var random = new Random(5);
        CardWinner[] winners = [CardWinner.A, CardWinner.B, CardWinner.Tie, CardWinner.Inconsistent];
        var battles = Enumerable.Range(0, 200).Select(i => Battle($"p{i}", winners[random.Next(4)]) with
        {
            A = new(random.Next(5), random.Next(3)),
            B = new(random.Next(5), random.Next(3)),
        }).ToArray();
        var one = Card(battles);
        random.Shuffle(battles);
        var other = Card(battles);

        Assert.Equal(one with { Failures = other.Failures, ReplyFailures = other.ReplyFailures }, other);
    }

    [Theory]
    [InlineData("gpt4_1106_preview", "gpt")]
    [InlineData("openai/gpt-4o", "gpt")]
    [InlineData("DeepSeek-R1-Distill-Llama-70B", "deepseek")]
    [InlineData("OpenHermes-2.5-Mistral-7B", "hermes")]
    [InlineData("gemma-7b-it", "gemini")]
    [InlineData("PPO-I1", null)]
    public void The_family_is_guessed_from_the_name(string model, string? family) => Assert.Equal(family, ModelFamily.Guess(model));

    private static JudgeCard Card(params CardBattle[] battles)
    {
        var builder = new JudgeCardBuilder("judge");
        foreach (var battle in battles) builder.Add(battle);
        return builder.Build();
    }

    private static CardBattle Battle(string prompt, CardWinner winner) => new()
    {
        PromptId = prompt,
        ContestantA = "a",
        ContestantB = "b",
        Winner = winner,
        Games = [],
        A = Short,
        B = Short,
    };

    private static CardBattle Failed(string prompt, string failure) => new()
    {
        PromptId = prompt,
        ContestantA = "a",
        ContestantB = "b",
        Winner = null,
        Games = [],
        A = Short,
        B = Short,
        Failure = failure,
    };

    private static (double, double, int) Of(CardRate? rate) => (rate!.Rate, rate.Count, rate.Of);
}
