using System.Text;
using System.Text.Json;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Judging.LlmJudges;
using Xunit;

namespace ArenaLearning.Services.Tests.Judging;

public class HostileRepliesTests
{
    private const int Seed = 19;
    private const int OfEachKind = 400;

    private static readonly FailureClass[] Failures =
        [FailureClass.NoJson, FailureClass.ScoreOutOfRange, FailureClass.Truncated, FailureClass.Refusal];

    [Fact]
    public void No_verdict_is_ever_read_that_the_judge_did_not_mean()
    {
        var read = 0;
        foreach (var (name, expected, make) in new HostileReplies(Seed).Kinds)
            for (var i = 0; i < OfEachKind; i++, read++)
            {
                var reply = make();

                var reading = ReplyParser.Read(reply.Raw, reply.FinishReason);

                var told = $"{name}: {reading} of {JsonSerializer.Serialize(reply.Raw)}";
                Assert.True(reading.Scores is null == reading.Failure is not null, told);
                if (reading.Scores is { } scores) Assert.True((scores.First, scores.Second) == reply.Truth, told);
                if (expected == Expected.Verdict) Assert.True(reading.Scores is not null, told);
                if (expected == Expected.Failure) Assert.True(reading.Scores is null && Failures.Contains(reading.Failure!.Value), told);
            }

        Assert.True(read >= 10_000);
    }

    [Fact]
    public void The_table_of_what_each_kind_gives_stands_in_the_docs()
    {
        var table = new StringBuilder($"| reply | replies | verdict | {string.Join(" | ", Failures.Select(Spelled))} |\n"
            + $"| --- | --: | --: |{string.Concat(Failures.Select(_ => " --: |"))}\n");
        foreach (var (name, _, make) in new HostileReplies(Seed).Kinds)
        {
            var readings = Enumerable.Range(0, OfEachKind).Select(_ => make())
                .Select(reply => ReplyParser.Read(reply.Raw, reply.FinishReason).Failure).ToArray();
            table.Append($"| {name} | {OfEachKind} | {Count(null)} |");
            foreach (var failure in Failures) table.Append($" {Count(failure)} |");
            table.Append('\n');

            string Count(FailureClass? failure) => readings.Count(f => f == failure) is > 0 and var count ? $"{count}" : "";
        }

        var docs = File.ReadAllText(JudgingPage.Path);

        Assert.True(docs.Contains(table.ToString(), StringComparison.Ordinal), $"docs/judging.md should have this table:\n{table}");
    }

    private static string Spelled(FailureClass failure) => JsonNamingPolicy.SnakeCaseLower.ConvertName(failure.ToString());
}
