using System.Globalization;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Results;
using ArenaLearning.Flywheel.Training;

namespace ArenaLearning.Arena.Reports;

/// <summary>What the arena says: Elo by stage, the leaderboard, who beats whom.</summary>
internal static class RatingSections
{
    public static Section EloByStage(CampaignResult result) => new("elo", "Elo by stage", Html.Of($"""
        <p>Every version of the target, rated on the held-out arena: Bradley-Terry ratings in base 10 and scale 400, one contestant fixed, with
        95% intervals of seeded bootstraps. Filled markers became the target, and the line joins them; hollow ones were rejected by the
        promotion gate. The bands are the competitors. Elo counts by the judge's scores, not by right answers alone: with the verifier, a wrong
        answer that goes wrong later beats one that goes wrong at once. It may rise where accuracy does not.</p>
        <figure>{EloChart.Picture(result)}
        <figcaption>Elo of the target's versions and of the competitors, all on the final leaderboard's scale.</figcaption></figure>
        {HtmlTable.Render("Elo, accuracy and work of each stage",
            [
                new("Stage"), new("Contestant", ColumnKind.Name), new("Outcome", ColumnKind.Name), new("Elo"), new("95% interval"), new("Accuracy"),
                new("Training rows"), new("Battles"),
            ],
            result.Stages.Select(Row))}
        """));

    /// <param name="note">What the leaderboard is of.</param>
    /// <param name="roleOf">What a contestant is in the campaign.</param>
    public static Section Leaderboard(CampaignResult result, string note, Func<string, string> roleOf)
    {
        var hasPlain = result.Leaderboard.Any(row => row.Plain is not null);
        return new("leaderboard", "Leaderboard", Html.Of($"""
            <p>{note} The rank interval holds every rank that the intervals allow: two contestants whose intervals touch
            cannot be told apart.</p>
            {HtmlTable.Render("All contestants, best first",
                [
                    new("Contestant"), new("Rank"), new("Rank interval"), new("Elo"), new("95% interval"),
                    .. hasPlain ? [new Column("Plain Elo"), new("95% interval"), new("Plain rank")] : Array.Empty<Column>(),
                    new("Battles"), new("Role", ColumnKind.Name),
                ],
                result.Leaderboard.Select(row => Row(row, hasPlain, roleOf(row.Contestant))))}
            """));
    }

    public static Section WinRates(CampaignResult result, IReadOnlyList<WinRate> winRates)
    {
        string[] names = [.. result.Leaderboard.Select(row => row.Contestant)];
        var rates = new Dictionary<(string, string), WinRate>();
        foreach (var rate in winRates)
        {
            rates[(rate.A, rate.B)] = rate;
            rates.TryAdd((rate.B, rate.A), new(rate.B, rate.A, 1 - rate.Rate, rate.Battles));
        }
        return new("win-rates", "Win rates", Html.Of($"""
            <p>Share of battles that the contestant of the row won against the contestant of the column, ties as half. Blue is more than half, orange less.</p>
            {HtmlTable.Scroll("Win rates", Html.Of($"""
                <table class="heat"><caption>Win rate of row against column, in percent</caption>
                <thead><tr><th scope="col">Contestant</th>{names.Select(name => Html.Of($"""<th scope="col">{name}</th>"""))}</tr></thead>
                <tbody>{names.Select(a => Html.Of($"""<tr><th scope="row">{a}</th>{names.Select(b => Cell(rates.GetValueOrDefault((a, b))))}</tr>"""))}</tbody>
                </table>
                """))}
            """));
    }

    private static IReadOnlyList<Html> Row(StageResult stage) =>
    [
        Html.Text(stage.Name()), Html.Text(stage.Contestant), stage.OutcomeMark(), Html.Text(Figures.Elo(stage.Elo)),
        Html.Text(Figures.Interval(stage.EloLower, stage.EloUpper)), Html.Text(Figures.Percent(stage.Accuracy)),
        Html.Text(Figures.Count(stage.TrainRows)), Html.Text(Figures.Count(stage.Battles)),
    ];

    private static IReadOnlyList<Html> Row(LeaderboardEntry row, bool hasPlain, string role) =>
    [
        Html.Text(row.Contestant), Html.Of($"{row.Rank}"),
        Html.Text(row.RankLower == row.RankUpper ? $"{row.RankLower}" : $"{row.RankLower} to {row.RankUpper}"),
        Html.Text(Figures.Elo(row.Elo)), Html.Text(Figures.Interval(row.Lower, row.Upper)), .. hasPlain ? Plain(row.Plain) : [],
        Html.Text(Figures.Count(row.Battles)), Html.Text(role),
    ];

    private static IReadOnlyList<Html> Plain(PlainRating? plain) => plain is null
        ? [Html.Text(Figures.None), Html.Text(Figures.None), Html.Text(Figures.None)]
        : [Html.Text(Figures.Elo(plain.Elo)), Html.Text(Figures.Interval(plain.Lower, plain.Upper)), Html.Of($"{plain.Rank}")];

    private static Html Cell(WinRate? rate)
    {
        if (rate is null || rate.Battles == 0) return Html.Of($"<td>{Figures.None}</td>");
        // At most 0.6, so that the text keeps its contrast on the strongest colour.
        var strength = (1.2 * Math.Abs(rate.Rate - 0.5)).ToString("0.00", CultureInfo.InvariantCulture);
        var title = $"{rate.A} against {rate.B}: {Figures.Percent(rate.Rate)} of {rate.Battles} battles";
        return Html.Of($"""
            <td class="{(rate.Rate < 0.5 ? "loss" : "win")}" style="--strength: {strength}" title="{title}">{100 * rate.Rate:0}</td>
            """);
    }
}
