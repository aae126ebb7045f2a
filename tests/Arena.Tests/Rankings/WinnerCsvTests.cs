using System.Text;
using ArenaLearning.Arena.BattleFiles;
using ArenaLearning.Ratings.Battles;
using Xunit;

namespace ArenaLearning.Arena.Tests.Rankings;

/// <summary>The fast way through a CSV file against the careful one.</summary>
public sealed class WinnerCsvTests : IDisposable
{
    private static readonly string[] Winners = ["model_a", "model_b", "tie", "tie (bothbad)", "bothbad", "both_bad"];
    private readonly string folder = Directory.CreateTempSubdirectory("winner-csv-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>Long enough for several parts, and with lines of many lengths, so that lines lie across their ends.</summary>
    [Theory]
    [InlineData("\n", true)]
    [InlineData("\n", false)]
    [InlineData("\r\n", true)]
    [InlineData("\r\n", false)]
    public async Task A_long_file_gives_the_table_of_the_careful_way(string newLine, bool lastLineEnds)
    {
        var random = new Random(1);
        var text = new StringBuilder("id,model_a,extra,model_b,winner").Append(newLine);
        for (var i = 0; i < 250_000; i++)
            text.Append(i).Append(',').Append(Name(random.Next(40))).Append(',').Append('x', random.Next(12)).Append(',').Append(Name(random.Next(40)))
                .Append(',').Append(Winners[random.Next(Winners.Length)]).Append(newLine);
        if (!lastLineEnds) text.Length -= newLine.Length;
        var path = Write(text.ToString());
        Assert.True(new FileInfo(path).Length > 3 << 21);

        var fast = WinnerCsv.TryRead(path);

        Assert.NotNull(fast);
        var (careful, againstSelf) = await CarefulAsync(path);
        Assert.Equal(careful.Contestants, fast.Table.Contestants);
        Assert.Equal(careful.Rows, fast.Table.Rows);
        Assert.Equal(againstSelf, fast.AgainstSelf);
    }

    [Theory]
    [InlineData("winner,model_b,model_a\ntie,b,a\nmodel_a,b,a", 2)]
    [InlineData("\uFEFFmodel_a,model_b,winner\na,b,tie\n", 1)]
    [InlineData("model_a,model_b,winner,\na,b,tie,\n", 1)]
    public void Columns_may_stand_in_any_order(string text, int battles) => Assert.Equal(battles, WinnerCsv.TryRead(Write(text))?.Table.BattleCount);

    [Theory]
    [InlineData("model_a,model_b,winner\n\"a\",b,tie\n")]
    [InlineData("model_a,model_b,winner\na,b,draw\n")]
    [InlineData("model_a,model_b,winner\na,b,\n")]
    [InlineData("model_a,model_b,winner\na,,tie\n")]
    [InlineData("model_a,model_b,winner\na,b\na,b,tie\n")]
    [InlineData("model_a,model_b,winner\na,b,tie,x\na,b,tie\n")]
    [InlineData("model_a,model_b,winner\na,b\n,b,a,tie\n")]
    [InlineData("model_a,model_b,winner\n\na,b,tie\n")]
    [InlineData("model_a,model_b,winner\na,b,tie\na")]
    [InlineData("model_a,model_b,winner\n")]
    [InlineData("model_a,model_b\na,b\n")]
    [InlineData("")]
    public void What_is_unusual_is_left_to_the_careful_way(string text) => Assert.Null(WinnerCsv.TryRead(Write(text)));

    [Fact]
    public void Too_many_contestants_are_left_to_the_careful_way()
    {
        var names = Enumerable.Range(0, OutcomeMatrix.MostContestants + 1).ToArray();

        Assert.NotNull(WinnerCsv.TryRead(Write(Csv(names[..^1]))));
        Assert.Null(WinnerCsv.TryRead(Write(Csv(names))));

        static string Csv(int[] names) => "model_a,model_b,winner\n" + string.Concat(names.Select(i => $"{i},0,tie\n"));
    }

    /// <summary>Names that share their first and last bytes, or are shorter or longer than what is compared at once.</summary>
    private static string Name(int number) => (number % 4) switch
    {
        0 => $"m{number}",
        1 => $"model-number-{number:D4}-with-a-long-name",
        2 => $"ééé-{number}",
        _ => $"prefix-{new string('y', number)}-suffix",
    };

    private static async Task<(BattleTable Table, long AgainstSelf)> CarefulAsync(string path)
    {
        var (tally, againstSelf) = (new BattleTally(), 0L);
        await foreach (var record in BattleFile.ReadAsync(path, TestContext.Current.CancellationToken))
        {
            if (record.ModelA == record.ModelB) againstSelf++;
            else tally.Add(new(record.ModelA, record.ModelB, record.Outcome!.Value));
        }
        return (tally.ToTable(), againstSelf);
    }

    private string Write(string text)
    {
        var path = Path.Combine(folder, "b.csv");
        File.WriteAllText(path, text);
        return path;
    }
}
