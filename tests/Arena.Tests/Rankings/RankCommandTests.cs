using System.Text.Json;
using ArenaLearning.Arena.Commands;
using ArenaLearning.Arena.Tests.Commands;
using Parquet.Serialization;
using Xunit;

namespace ArenaLearning.Arena.Tests.Rankings;

public sealed class RankCommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("rank-command-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task The_json_has_the_fields_that_are_promised()
    {
        using var json = JsonDocument.Parse(await RankAsync(Write("b.csv", SmallBattles.Csv()), "--json"));

        Assert.Equal(["leaderboard", "agreement", "warnings"], json.RootElement.EnumerateObject().Select(field => field.Name));
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("agreement").ValueKind);
        Assert.All(json.RootElement.GetProperty("leaderboard").EnumerateArray(), row => Assert.Equal(
            ["contestant", "elo", "lower", "upper", "rank", "rank_lower", "rank_upper", "battles"], row.EnumerateObject().Select(field => field.Name)));
        Assert.Equal("a", json.RootElement.GetProperty("leaderboard")[0].GetProperty("contestant").GetString());
        Assert.Equal(8, json.RootElement.GetProperty("leaderboard")[0].GetProperty("battles").GetInt32());
    }

    [Theory]
    [InlineData()]
    [InlineData("--soft")]
    [InlineData("--category", "math")]
    [InlineData("--style-control")]
    [InlineData("--style-control", "--style-features", "length")]
    [InlineData("--style-control", "--soft", "--interval", "sandwich")]
    [InlineData("--method", "elo", "--anchor", "a=1100")]
    public async Task Every_format_gives_the_same_ranking(params string[] options)
    {
        var expected = await RankAsync(Write("b.csv", SmallBattles.Csv()), ["--json", "--details", .. options]);

        SmallBattles.WriteCompressed(Path.Combine(folder, "b.csv.gz"), SmallBattles.Csv("\r\n"));
        SmallBattles.WriteCompressed(Path.Combine(folder, "b.jsonl.gz"), SmallBattles.Jsonl(fastChat: true));
        foreach (var file in new[]
        {
            Path.Combine(folder, "b.csv.gz"), Path.Combine(folder, "b.jsonl.gz"), Write("b.jsonl", SmallBattles.Jsonl(fastChat: false)), await ParquetAsync(),
            Write("quoted.csv", SmallBattles.Csv().Replace("model_a,math", "\"model_a\",\"math\"", StringComparison.Ordinal)),
        })
            Assert.Equal(expected, await RankAsync(file, ["--json", "--details", .. options]));
    }

    [Fact]
    public async Task AlpacaEvals_preference_is_winner_and_probability()
    {
        var recorded = Write("v.jsonl", """
            {"model_a":"a","model_b":"b","preference":1.1}
            {"model_a":"a","model_b":"b","preference":1.7}
            {"model_a":"a","model_b":"b","preference":1.5}
            """);
        var columns = Write("v.csv", "model_a,model_b,winner,probability\na,b,model_a,0.9\na,b,model_b,0.3\na,b,tie,0.5\n");

        Assert.Equal(await RankAsync(columns, "--json"), await RankAsync(recorded, "--json"));
        Assert.Equal(Elo(await RankAsync(columns, "--json", "--soft"), 0), Elo(await RankAsync(recorded, "--json", "--soft"), 0), 1e-9);
    }

    [Fact]
    public async Task The_anchor_keeps_its_rating_and_the_table_says_what_was_fitted()
    {
        var text = await RankAsync(Write("b.csv", SmallBattles.Csv()), "--anchor", "b=1200", "--ties", "davidson", "--details");

        Assert.Contains("1200.0 to 1200.0", text, StringComparison.Ordinal);
        Assert.Contains("Bradley-Terry, converged in", text, StringComparison.Ordinal);
        Assert.Contains("A's win rate", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Agreement_needs_intervals_for_two_of_its_figures()
    {
        var battles = Write("b.csv", SmallBattles.Csv());
        var bare = Write("bare.csv", "model,elo\na,1200\nb,1100\nc,1000\nelsewhere,900\n");
        var full = Write("full.csv", "model,rating,lower,upper\na,1200,1190,1210\nb,1100,1090,1110\nc,1000,990,1010\n");

        using var withoutIntervals = JsonDocument.Parse(await RankAsync(battles, "--json", "--reference", bare));
        using var withIntervals = JsonDocument.Parse(await RankAsync(battles, "--json", "--reference", full));

        var agreement = withoutIntervals.RootElement.GetProperty("agreement");
        Assert.Equal(1, agreement.GetProperty("spearman").GetDouble());
        Assert.All(["human_agreement", "differentiation", "average"], name => Assert.Equal(JsonValueKind.Null, agreement.GetProperty(name).ValueKind));
        var warnings = withoutIntervals.RootElement.GetProperty("warnings").EnumerateArray().Select(warning => warning.GetString()!).ToArray();
        Assert.Contains(warnings, warning => warning.Contains("has no intervals", StringComparison.Ordinal));
        Assert.Contains(warnings, warning => warning.Contains("without a battle", StringComparison.Ordinal)
            && warning.Contains("elsewhere", StringComparison.Ordinal));
        var complete = withIntervals.RootElement.GetProperty("agreement");
        Assert.Equal(
            new[] { "spearman", "human_agreement", "differentiation" }.Average(name => complete.GetProperty(name).GetDouble()),
            complete.GetProperty("average").GetDouble(), 1e-12);
    }

    [Fact]
    public async Task Agreement_says_how_near_the_ratings_come_where_the_reference_is_elo()
    {
        var battles = Write("b.csv", SmallBattles.Csv());
        using var own = JsonDocument.Parse(await RankAsync(battles, "--json"));
        var ratings = string.Concat(own.RootElement.GetProperty("leaderboard").EnumerateArray()
            .Select(row => $"{row.GetProperty("contestant")},{row.GetProperty("elo").GetDouble() + 200:R}\n"));

        using var elo = JsonDocument.Parse(await RankAsync(battles, "--json", "--reference", Write("elo.csv", $"model,elo\n{ratings}")));
        using var score = JsonDocument.Parse(await RankAsync(battles, "--json", "--reference", Write("score.csv", $"model,score\n{ratings}")));

        var same = elo.RootElement.GetProperty("agreement");
        Assert.Equal(
            ["spearman", "human_agreement", "differentiation", "average", "pearson", "elo_distance", "expected_score_error"],
            same.EnumerateObject().Select(field => field.Name));
        Assert.Equal(1, same.GetProperty("pearson").GetDouble(), 1e-9);
        Assert.Equal(0, same.GetProperty("elo_distance").GetDouble(), 1e-9);
        Assert.Equal(0, same.GetProperty("expected_score_error").GetDouble(), 1e-9);
        var scored = score.RootElement.GetProperty("agreement");
        Assert.Equal(1, scored.GetProperty("pearson").GetDouble(), 1e-9);
        Assert.All(["elo_distance", "expected_score_error"], name => Assert.Equal(JsonValueKind.Null, scored.GetProperty(name).ValueKind));
        Assert.Contains(score.RootElement.GetProperty("warnings").EnumerateArray(),
            warning => warning.GetString()!.Contains("not taken for Elo", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_wrong_is_refused_with_its_place()
    {
        await AssertRefusedAsync(
            "b.csv:3: winner is 'a'; write model_a, model_b, tie or tie (bothbad).", "b.csv", "model_a,model_b,winner\na,b,model_a\na,b,a\n");
        await AssertRefusedAsync(
            "b.jsonl:2: winner is 'draw'", "b.jsonl",
            "{\"model_a\":\"a\",\"model_b\":\"b\",\"winner\":\"tie\"}\n{\"model_a\":\"a\",\"model_b\":\"b\",\"winner\":\"draw\"}\n");
        await AssertRefusedAsync("b.jsonl:2: not a row in JSON", "b.jsonl", "{\"model_a\":\"a\",\"model_b\":\"b\",\"winner\":\"tie\"}\n{\"model_a\":\n");
        await AssertRefusedAsync("b.csv:1: there is no column model_b; the columns are model_a, winner.", "b.csv", "model_a,winner\na,tie\n");
        await AssertRefusedAsync("b.csv:2: model_b names no contestant", "b.csv", "model_a,model_b,winner\na,,tie\n");
        await AssertRefusedAsync("b.csv", "b.csv", "model_a,model_b,winner\na,b,tie\na,b\n");
        await AssertRefusedAsync("there is no battle in it", "b.csv", "model_a,model_b,winner\n");
        await AssertRefusedAsync("b.csv:2: there is no winner", "b.csv", "model_a,model_b,score_a,score_b\na,b,5,6\n");
        await AssertRefusedAsync("battles are read from .csv", "b.txt", "x");
        await AssertRefusedAsync("b.csv:2: probability is 2", "b.csv", "model_a,model_b,winner,probability\na,b,tie,2\n", "--soft");
        await AssertRefusedAsync("b.csv:2: --soft needs probability", "b.csv", "model_a,model_b,winner\na,b,tie\n", "--soft");
        await AssertRefusedAsync("b.csv:2: --style-control needs the style", "b.csv", "model_a,model_b,winner\na,b,tie\n", "--style-control");
        await AssertRefusedAsync("no battle has the category 'art'; there are code, math", "b.csv", SmallBattles.Csv(), "--category", "art");
        await AssertRefusedAsync("'d' fought no battle", "b.csv", SmallBattles.Csv(), "--anchor", "d=1000");
        await AssertRefusedAsync("--anchor is 'd'; write NAME=ELO", "b.csv", SmallBattles.Csv(), "--anchor", "d");
        await AssertRefusedAsync("exclude each other", "b.csv", SmallBattles.Csv(), "--method", "elo", "--interval", "sandwich");
        await AssertRefusedAsync("give --style-control too", "b.csv", SmallBattles.Csv(), "--style-features", "length");
        var stranger = Write("stranger.csv", "model,elo\nx,1\ny,2\n");
        await AssertRefusedAsync("Names must be the same", "b.csv", SmallBattles.Csv(), "--reference", stranger);
        var (code, _, error) = await InvokeAsync("rank", Path.Combine(folder, "missing.csv"));
        Assert.Equal(ExitCodes.Refused, code);
        Assert.Contains("missing.csv: cannot be read", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Separable_and_disconnected_battles_and_those_against_oneself_are_reported()
    {
        Assert.Contains("all wins go one way", await RankAsync(Write("b.csv", "model_a,model_b,winner\na,b,model_a\n")), StringComparison.Ordinal);
        Assert.Contains("No battle joins the groups", await RankAsync(
            Write("b.csv", "model_a,model_b,winner\na,b,tie\nc,d,tie\n")), StringComparison.Ordinal);
        Assert.Contains("2 battles of a contestant against itself", await RankAsync(
            Write("b.csv", "model_a,model_b,winner\na,b,tie\nc,c,tie\na,a,model_a\n")), StringComparison.Ordinal);
    }

    private async Task AssertRefusedAsync(string message, string name, string text, params string[] options)
    {
        var (code, output, error) = await InvokeAsync(["rank", Write(name, text), .. options]);
        Assert.Equal((ExitCodes.Refused, ""), (code, output));
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    private static double Elo(string json, int row)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.GetProperty("leaderboard")[row].GetProperty("elo").GetDouble();
    }

    private static async Task<string> RankAsync(string file, params string[] options)
    {
        var (code, output, error) = await InvokeAsync(["rank", file, .. options]);
        Assert.Equal("", error);
        Assert.Equal(ExitCodes.Done, code);
        return output;
    }

    private static async Task<(int Code, string Output, string Error)> InvokeAsync(params string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await ArenaCommandLine.InvokeAsync(args, output, error, TestContext.Current.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private async Task<string> ParquetAsync()
    {
        var path = Path.Combine(folder, "b.parquet");
        await ParquetSerializer.SerializeAsync(
            SmallBattles.Battles.Select((battle, i) => new ParquetRow
            {
                model_a = battle.A,
                model_b = battle.B,
                winner = battle.Winner,
                category = battle.Category,
                probability = battle.Probability,
                style_a = new() { token_len = SmallBattles.Length(i, 0), header_count = i % 2, list_count = i % 3 },
                style_b = new() { token_len = SmallBattles.Length(i, 1), header_count = 1, list_count = i % 4, bold_count = 2 },
            }),
            path, cancellationToken: TestContext.Current.CancellationToken);
        return path;
    }

    private sealed class ParquetRow
    {
        public string model_a { get; set; } = "";
        public string model_b { get; set; } = "";
        public string winner { get; set; } = "";
        public string category { get; set; } = "";
        public double probability { get; set; }
        public ParquetStyle style_a { get; set; } = new();
        public ParquetStyle style_b { get; set; } = new();
    }

    private sealed class ParquetStyle
    {
        public int token_len { get; set; }
        public int header_count { get; set; }
        public int list_count { get; set; }
        public int bold_count { get; set; }
    }
}
