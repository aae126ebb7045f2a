using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ArenaLearning.Arena.Tables;
using ArenaLearning.Ratings.Leaderboards;
using ArenaLearning.Ratings.Pairs;
using Spectre.Console;

namespace ArenaLearning.Arena.Rankings;

/// <summary>A ranking to print.</summary>
/// <param name="Agreement">Null without a reference.</param>
/// <param name="Pairs">Win rates; null where they were not asked for.</param>
internal sealed record RankedFile(
    Leaderboard Leaderboard, ReferenceAgreement? Agreement, IReadOnlyList<string> Warnings, IReadOnlyList<PairWinRate>? Pairs);

/// <summary>A ranking as JSON and as a table.</summary>
internal static class RankingOutput
{
    /// <summary>Written by hand, as reflection over records would take a tenth of the time of a whole ranking.</summary>
    public static string Json(RankedFile ranking)
    {
        var buffer = new ArrayBufferWriter<byte>(1 << 16);
        using (var json = new Utf8JsonWriter(buffer, new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteStartArray("leaderboard");
            foreach (var row in ranking.Leaderboard.Entries)
            {
                json.WriteStartObject();
                json.WriteString("contestant", row.Contestant);
                json.WriteNumber("elo", row.Elo);
                json.WriteNumber("lower", row.Lower);
                json.WriteNumber("upper", row.Upper);
                json.WriteNumber("rank", row.Rank);
                json.WriteNumber("rank_lower", row.RankLower);
                json.WriteNumber("rank_upper", row.RankUpper);
                json.WriteNumber("battles", row.Battles);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            Write(json, ranking.Agreement);
            json.WriteStartArray("warnings");
            foreach (var warning in ranking.Warnings) json.WriteStringValue(warning);
            json.WriteEndArray();
            if (ranking.Pairs is not null) WriteDetails(json, ranking, ranking.Pairs);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public static string Text(RankedFile ranking)
    {
        var text = new StringBuilder(PlainTable.Text(TableOf(ranking.Leaderboard)));
        if (ranking.Leaderboard.Fit is { } fit)
        {
            text.AppendLine().Append(
                CultureInfo.InvariantCulture, $"Bradley-Terry, {(fit.Converged ? "converged" : "not converged")} in {fit.Iterations} iterations.");
            if (fit.Extra.Count > 0)
                text.AppendLine().Append("Beside the ratings: ").AppendJoin(", ", fit.ExtraNames.Zip(
                    fit.Extra, (name, value) => string.Create(CultureInfo.InvariantCulture, $"{name} {value:+0.000;-0.000;0.000}"))).Append('.');
        }
        if (ranking.Agreement is { } agreement)
            text.AppendLine().Append(CultureInfo.InvariantCulture,
                $"Agreement with the reference: {Words(agreement)}.");
        foreach (var warning in ranking.Warnings) text.AppendLine().Append("warning: ").Append(warning);
        if (ranking.Pairs is { } pairs) text.AppendLine().Append(PlainTable.Text(TableOf(ranking.Leaderboard, pairs)));
        return text.ToString();
    }

    public static string Words(AgreementFile agreement) => Words(new ReferenceAgreement(
        agreement.Spearman, agreement.HumanAgreement, agreement.Differentiation, agreement.Average, agreement.Pearson, agreement.EloDistance,
        agreement.ExpectedScoreError));

    private static string Words(ReferenceAgreement agreement) => string.Create(CultureInfo.InvariantCulture,
        $"Spearman {Percent(agreement.Spearman)}, human agreement {Percent(agreement.HumanAgreement)}, differentiation {Percent(agreement.Differentiation)}, "
        + $"average {Percent(agreement.Average)}; Pearson {Percent(agreement.Pearson)}, distance "
        + $"{(agreement.EloDistance is { } points ? $"{points:F1} Elo" : "unknown")}, expected scores off by {Percent(agreement.ExpectedScoreError)}");

    private static void Write(Utf8JsonWriter json, ReferenceAgreement? agreement)
    {
        if (agreement is null)
        {
            json.WriteNull("agreement");
            return;
        }
        json.WriteStartObject("agreement");
        Write(json, "spearman", agreement.Spearman);
        Write(json, "human_agreement", agreement.HumanAgreement);
        Write(json, "differentiation", agreement.Differentiation);
        Write(json, "average", agreement.Average);
        Write(json, "pearson", agreement.Pearson);
        Write(json, "elo_distance", agreement.EloDistance);
        Write(json, "expected_score_error", agreement.ExpectedScoreError);
        json.WriteEndObject();
    }

    private static void WriteDetails(Utf8JsonWriter json, RankedFile ranking, IReadOnlyList<PairWinRate> pairs)
    {
        if (ranking.Leaderboard.Fit is { } fit)
        {
            json.WriteStartObject("fit");
            json.WriteBoolean("converged", fit.Converged);
            json.WriteNumber("iterations", fit.Iterations);
            json.WriteStartObject("parameters");
            foreach (var (name, value) in fit.ExtraNames.Zip(fit.Extra)) json.WriteNumber(name, value);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteStartArray("pairs");
        foreach (var (pair, expected) in WithExpected(ranking.Leaderboard, pairs))
        {
            json.WriteStartObject();
            json.WriteString("a", pair.A);
            json.WriteString("b", pair.B);
            Write(json, "win_rate", pair.Battles == 0 ? null : pair.Rate);
            json.WriteNumber("battles", pair.Battles);
            json.WriteNumber("expected", expected);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number) json.WriteNumber(name, number);
        else json.WriteNull(name);
    }

    private static string Percent(double? share) => share is { } value ? string.Create(CultureInfo.InvariantCulture, $"{100 * value:F2}%") : "unknown";

    private static Table TableOf(Leaderboard leaderboard)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumn(new TableColumn("rank").RightAligned());
        table.AddColumn("contestant");
        table.AddColumn(new TableColumn("Elo").RightAligned());
        table.AddColumn(new TableColumn("95% interval").Centered());
        table.AddColumn(new TableColumn("battles").RightAligned());
        foreach (var row in leaderboard.Entries)
            table.AddRow(
                row.RankLower == row.RankUpper ? Cell($"{row.Rank}") : Cell($"{row.Rank} ({row.RankLower}-{row.RankUpper})"),
                Cell($"{row.Contestant}"), Cell($"{row.Elo:F1}"), Cell($"{row.Lower:F1} to {row.Upper:F1}"), Cell($"{row.Battles:N0}"));
        return table;
    }

    private static Table TableOf(Leaderboard leaderboard, IReadOnlyList<PairWinRate> pairs)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumn("A");
        table.AddColumn("B");
        table.AddColumn(new TableColumn("A's win rate").RightAligned());
        table.AddColumn(new TableColumn("expected").RightAligned());
        table.AddColumn(new TableColumn("battles").RightAligned());
        foreach (var (pair, expected) in WithExpected(leaderboard, pairs))
            table.AddRow(
                Cell($"{pair.A}"), Cell($"{pair.B}"), pair.Battles == 0 ? Cell($"never met") : Cell($"{100 * pair.Rate:F1}%"),
                Cell($"{100 * expected:F1}%"), Cell($"{pair.Battles:N0}"));
        return table;
    }

    /// <summary>Every pair once, the better one first, with what the ratings expect; also those that never met.</summary>
    private static IEnumerable<(PairWinRate Pair, double Expected)> WithExpected(Leaderboard leaderboard, IReadOnlyList<PairWinRate> pairs)
    {
        var fought = pairs.ToDictionary(pair => (pair.A, pair.B));
        for (var i = 0; i < leaderboard.Entries.Count; i++)
        {
            for (var j = i + 1; j < leaderboard.Entries.Count; j++)
            {
                var (a, b) = (leaderboard.Entries[i].Contestant, leaderboard.Entries[j].Contestant);
                yield return (fought.GetValueOrDefault((a, b)) ?? new(a, b, 0, 0), leaderboard.ExpectedScore(a, b));
            }
        }
    }

    private static Text Cell(FormattableString text) => new(text.ToString(CultureInfo.InvariantCulture));
}
