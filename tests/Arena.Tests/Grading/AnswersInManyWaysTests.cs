using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using ArenaLearning.Arena.Grading;
using ArenaLearning.Arena.Tests.Commands;
using ArenaLearning.Contracts.Files;
using Xunit;

namespace ArenaLearning.Arena.Tests.Grading;

/// <summary>
/// Right answers are all right and wrong ones all wrong, however they are written: to generated problems, and to GSM8K's test set where it is
/// beside the repository or named by <c>ARENA_GSM8K</c>.
/// </summary>
public sealed class AnswersInManyWaysTests : IDisposable
{
    private const int Generated = 400;

    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Ways => [.. WaysToAnswer.All.Keys];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Right_answers_are_right_and_wrong_ones_wrong(string way)
    {
        var write = WaysToAnswer.All[way];
        var problems = await ProblemsAsync();

        Assert.Equal((1.0, problems.Count), await AccuracyAsync(problems.Select(problem => (problem.Gold, write(problem.Work, problem.Gold)))));
        Func<decimal, decimal>[] mistakes = [n => n + 1, n => 10 * n + 1, n => n == 0 ? 1 : -n, n => n / 4 + 0.125m];
        foreach (var mistake in mistakes)
        {
            var mistaken = problems.Where(problem => mistake(problem.Gold) != problem.Gold).ToList();
            Assert.Equal((0.0, mistaken.Count), await AccuracyAsync(mistaken.Select(problem => (problem.Gold, write(problem.Work, mistake(problem.Gold))))));
        }
    }

    [Fact]
    public async Task A_thought_that_is_not_finished_is_no_answer_however_right_it_is()
    {
        var problems = await ProblemsAsync();

        Assert.Equal(
            (0.0, problems.Count), await AccuracyAsync(problems.Select(
                problem => (problem.Gold, $"<think>\n{problem.Work}\nThe answer is {problem.Gold}, but wait"))));
    }

    [Fact]
    public void There_are_more_than_twenty_ways() => Assert.True(WaysToAnswer.All.Count >= 20);

    private async Task<(double Accuracy, int Graded)> AccuracyAsync(IEnumerable<(decimal Gold, string Response)> rows)
    {
        var path = Path.Combine(folder.Path, "answers.jsonl");
        await File.WriteAllLinesAsync(
            path, rows.Select(row => JsonSerializer.Serialize(new { reference = row.Gold.ToString(CultureInfo.InvariantCulture), response = row.Response })));
        var result = await AnswerGrading.GradeAsync(path, "reference", "response", TestContext.Current.CancellationToken);
        return (result.Accuracy, result.Graded);
    }

    /// <summary>Worked solutions, of which the numbers within are not the answer, and what they come to.</summary>
    private static async Task<List<(string Work, decimal Gold)>> ProblemsAsync()
    {
        var problems = new List<(string Work, decimal Gold)>();
        var random = new Random(17);
        for (var i = 0; i < Generated; i++)
        {
            decimal gold = (i % 8) switch
            {
                0 => -random.Next(1, 1_000_000),
                1 => random.Next(1000, 100_000_000),
                2 => random.Next(1, 40_000) / 4m,
                3 => -random.Next(1, 10_000) / 10m,
                4 => random.NextInt64(1_000_000_000, 1_000_000_000_000),
                _ => random.Next(0, 500), // GSM8K's are mostly such
            };
            var (a, b) = (random.Next(2, 90), random.Next(2, 90));
            problems.Add(($"On day 1 she sells {a} of {a + b} eggs, so {a + b}-{a}=<<{a + b}-{a}={b}>>{b} are left.\nEach costs $2, 50% of it tax.", gold));
        }
        if (Environment.GetEnvironmentVariable("ARENA_GSM8K") is not { } path)
            path = Path.GetFullPath(Path.Combine(Folder(), "../../../../shared/data/gsm8k/test.jsonl.gz"));
        if (!File.Exists(path)) return problems;
        await foreach (var row in JsonRecords.ReadAsync(path, TestContext.Current.CancellationToken))
        {
            var parts = row.Text("answer").Split("####");
            problems.Add((parts[0].Trim(), decimal.Parse(parts[1].Trim(), NumberStyles.Number, CultureInfo.InvariantCulture)));
        }
        return problems;
    }

    private static string Folder([CallerFilePath] string thisFile = "") => Path.GetDirectoryName(thisFile)!;
}
