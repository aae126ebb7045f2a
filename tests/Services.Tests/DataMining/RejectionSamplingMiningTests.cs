using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.DataMining.Mining;
using Xunit;
using static ArenaLearning.Services.Tests.DataMining.HandMadeBattles;

namespace ArenaLearning.Services.Tests.DataMining;

public class RejectionSamplingMiningTests
{
    private static Mined<SftRow> Mine(double gap, double? least, params Answer[] answers) =>
        RejectionSamplingMining.Mine(Scored("p", answers), new(MiningKind.RejectionSampling, gap, least), seed: 1);

    [Fact]
    public void The_target_learns_the_best_of_its_own_answers_and_never_one_of_another()
    {
        var row = Mine(0, 6,
            new(Target, "bad", 2, Sample: 0), new(Target, "good", 8, Sample: 1), new(Target, "fair", 5, Sample: 2), new("x", "better", 10)).Row!;

        Assert.Equal([ChatTurn.User("Question of p?"), ChatTurn.Assistant("good")], row.Messages);
        // The mean of the target's answers is 5.
        Assert.Equal(new("p", "addition", "D1", "rejection sampling: gap to the mean >= 0, score >= 6", Target, null, 3), row.Provenance);
    }

    [Fact]
    public void What_is_known_to_be_wrong_is_not_learned_however_the_judge_liked_it()
    {
        var row = Mine(0, null, new(Target, "liked", 9, Correct: false, FirstError: 0), new(Target, "right", 6, Correct: true, Sample: 1)).Row!;
        var none = Mine(0, null, new(Target, "liked", 9, Correct: false, FirstError: 0), new(Target, "also", 6, Correct: false, FirstError: 0, Sample: 1));

        Assert.Equal("right", row.Messages[^1].Content);
        Assert.Equal("no right answer", none.Dropped);
    }

    [Theory]
    [InlineData(8.0, 3.0, null)]
    [InlineData(8.5, 3.0, "best score below the least")]
    [InlineData(null, 3.0, null)]
    [InlineData(8.0, 3.5, "gap below K")]
    public void The_best_must_reach_the_least_score_and_stand_above_the_mean(double? least, double gap, string? dropped)
    {
        var mined = Mine(gap, least, new(Target, "bad", 2), new(Target, "good", 8, Sample: 1));

        Assert.Equal(dropped, mined.Dropped);
        Assert.Equal(dropped is null, mined.Row is not null);
    }

    [Fact]
    public void Equal_texts_are_one_answer_when_the_seed_picks_among_the_best()
    {
        Answer[] answers = [.. Enumerable.Range(0, 9).Select(sample => new Answer(Target, "often", 9, Sample: sample)), new(Target, "once", 9, Sample: 9)];
        var picked = Enumerable.Range(0, 400).Count(seed => RejectionSamplingMining.Mine(
            Scored("p", answers), new(MiningKind.RejectionSampling, 0), seed).Row!.Messages[^1].Content == "once");

        Assert.InRange(picked, 150, 250);
    }

    [Fact]
    public void Without_a_judged_answer_of_the_target_there_is_no_row() =>
        Assert.Equal("no scored response of the target", Mine(0, null, new Answer("x", "good", 9), new Answer("y", "bad", 2)).Dropped);
}
