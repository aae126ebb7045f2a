using System.Net;
using System.Text.RegularExpressions;
using ArenaLearning.Arena.Reports;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Training;
using Xunit;

namespace ArenaLearning.Arena.Tests.Reports;

public sealed partial class ReportPageTests
{
    private static readonly string[] SectionIds =
        ["elo", "leaderboard", "win-rates", "accuracy", "gate", "training", "reward-model", "mining", "paper"];

    private static string Render(SampleCampaign campaign) => ReportPage.Render(campaign.Result, campaign.Details);

    [Fact]
    public void Shows_every_section_and_links_to_it()
    {
        var page = Render(SampleCampaign.Create());
        foreach (var id in SectionIds)
        {
            Assert.Contains($"<section id=\"{id}\"", page);
            Assert.Contains($"<a href=\"#{id}\">", page);
        }
        Assert.DoesNotContain("id=\"problems\"", page);
    }

    [Fact]
    public void Shows_what_the_campaign_came_to()
    {
        var campaign = SampleCampaign.Create();
        var page = Render(campaign);
        foreach (var fact in new[] { campaign.Result.Digest, "5 min 32 s", "1.64 GB", "412,310", "412,298", ">12<", ">37<" })
            Assert.Contains(fact, page);
    }

    [Fact]
    public void Shows_every_contestant_on_the_leaderboard_and_in_the_heat_map()
    {
        var campaign = SampleCampaign.Create();
        var page = Render(campaign);
        foreach (var row in campaign.Result.Leaderboard)
        {
            Assert.Contains($"<th scope=\"row\">{row.Contestant}</th>", SectionOf(page, "leaderboard"));
            Assert.Contains($"<th scope=\"row\">{row.Contestant}</th>", SectionOf(page, "win-rates"));
            Assert.Contains($"<th scope=\"col\">{row.Contestant}</th>", SectionOf(page, "win-rates"));
        }
    }

    [Fact]
    public void Shows_a_rejected_stage_as_rejected_with_both_figures()
    {
        var gate = SectionOf(Render(SampleCampaign.Create()), "gate");
        Assert.Equal(["SFT-I1", "60.0%", "58.9%", "−1.1", "0.0", "rejected, SFT-I1 stays the target"], CellsOf(gate, "DPO-I1"));
        Assert.Equal(["SFT-I1", "60.0%", "62.4%", "+2.4", "0.0", "promoted"], CellsOf(gate, "PPO-I1"));
    }

    [Fact]
    public void Counts_the_versions_of_the_target_together_as_its_own()
    {
        var campaign = SampleCampaign.Create();
        var mining = campaign.Details.Stages.Single(s => s.Contestant == "DPO-I2").Mining!;
        var own = mining.ChosenBy.Where(c => c.Key.Contains("-I", StringComparison.Ordinal)).Sum(c => c.Value);
        Assert.Equal(2, mining.ChosenBy.Keys.Count(c => c.Contains("-I", StringComparison.Ordinal)));
        Assert.Equal(
            [
                "D5", "1", "4,000", .. campaign.Details.Spec.Competitors.Select(c => $"{mining.ChosenBy[c.Name!]}"),
                $"{own}", $"{mining.NewRows:#,0}", $"{mining.RowCount:#,0}",
            ],
            CellsOf(SectionOf(Render(campaign), "mining"), "DPO-I2"));
    }

    [Fact]
    public void Draws_a_chart_of_every_training_curve()
    {
        var training = SectionOf(Render(SampleCampaign.Create(control: true)), "training");
        string[] curves =
            ["loss", "rewards/margins", "rewards/accuracies", "accuracy", "objective/scores", "objective/kl", "truth/reward_correlation", "lr"];
        foreach (var curve in curves)
            Assert.Contains($"<figcaption><code>{curve}</code></figcaption>", training);
        Assert.Contains("DPO-I1-control", training);
        Assert.Contains("<summary>1 more: lr</summary>", training);
    }

    [Fact]
    public void Shows_the_reward_model_by_source_of_the_loser_and_against_the_truth()
    {
        var campaign = SampleCampaign.Create();
        var section = SectionOf(Render(campaign), "reward-model");
        Assert.Equal(["62.5%", "62.5%", "62.5%"], CellsOf(section, "edited"));
        Assert.Equal(["74.2%", "74.2%", "74.2%"], CellsOf(section, "all"));
        Assert.Equal(["1,430", "1,430", "1,430"], CellsOf(section, "pairs held out"));
        var correlation = campaign.Details.Stages.Single(s => s.Contestant == "PPO-I2").Training!.Curves["truth/reward_correlation"];
        Assert.Equal(
            [$"{correlation[0].Value:0.00} to {correlation[^1].Value:0.00}", $"{correlation.Average(p => p.Value):0.00}"], CellsOf(section, "PPO-I2")[2..]);
    }

    [Fact]
    public void Shows_greedy_and_sampled_accuracy_before_and_after_each_stage()
    {
        var campaign = SampleCampaign.Create();
        var table = Regex.Match(Render(campaign), "<table><caption>Accuracy on the arena before and after.*?</table>", RegexOptions.Singleline).Value;
        var before = campaign.Details.Stages.Single(s => s.Contestant == "SFT-I1");
        var after = campaign.Details.Stages.Single(s => s.Contestant == "PPO-I1");
        Assert.Equal(
            [
                "SFT-I1", $"{100 * before.Greedy.Overall:0.0}%", $"{100 * after.Greedy.Overall:0.0}%",
                $"{100 * (after.Greedy.Overall - before.Greedy.Overall):+0.0;−0.0}",
                $"{100 * before.Sampled.Overall:0.0}%", $"{100 * after.Sampled.Overall:0.0}%",
                $"{100 * (after.Sampled.Overall - before.Sampled.Overall):+0.0;−0.0}",
            ],
            CellsOf(table, "PPO-I1"));
        Assert.Empty(CellsOf(table, "SFT-I0"));
    }

    [Fact]
    public void Sums_up_the_rows_of_each_kind_of_stage()
    {
        var campaign = SampleCampaign.Create();
        var mined = campaign.Details.Stages.Where(s => s.Stage == "DPO").Select(s => s.Mining!).ToArray();
        var cells = CellsOf(SectionOf(Render(campaign), "mining"), "DPO total");
        Assert.Equal($"{mined.Sum(m => m.Prompts):#,0}", cells[2]);
        Assert.Equal($"{mined.Sum(m => m.NewRows):#,0}", cells[^2]);
    }

    [Fact]
    public void Sets_the_papers_figures_beside_ours()
    {
        var campaign = SampleCampaign.Create();
        var paper = SectionOf(Render(campaign), "paper");
        var elo = campaign.Result.Stages.Single(s => s.Contestant == "PPO-I3").Elo;
        var gain = elo - campaign.Result.Stages[0].Elo;
        Assert.Equal(["1274", "+403", "8.16", $"{elo:0}", $"{gain:+0}", "promoted"], CellsOf(paper, "PPO-I3"));
        Assert.Contains("14.6k (49%)", paper);
        Assert.Contains("99.11", paper);
    }

    [Fact]
    public void Loads_nothing_and_runs_nothing()
    {
        var page = Render(SampleCampaign.Create());
        Assert.All(Resource().Matches(page), match => Assert.StartsWith("data:", match.Groups[1].Value));
        Assert.DoesNotContain("<script", page);
        Assert.DoesNotContain("@import", page);
        Assert.DoesNotContain("url(", page);
    }

    [Fact]
    public void Describes_every_picture()
    {
        var page = Render(SampleCampaign.Create());
        var pictures = Regex.Count(page, "<img ");
        Assert.Equal(pictures, Regex.Count(page, "<img [^>]* alt=\"[^\"]{20,}\""));
        Assert.True(pictures > 10, $"{pictures} pictures");
    }

    [Fact]
    public void Escapes_hostile_names()
    {
        const string hostile = "<img src=x onerror=alert(1)>\"'&</style><script>alert(2)</script>";
        var campaign = SampleCampaign.Create(competitors: [hostile, "multiplier"]);
        var page = Render(campaign with
        {
            Result = campaign.Result with { Campaign = hostile, Digest = hostile },
            Details = campaign.Details with { Warnings = [hostile], Failures = [new("response", hostile, 3)] },
        });
        Assert.DoesNotContain("<img src=x", page);
        Assert.DoesNotContain("<script", page);
        Assert.Equal(1, Regex.Count(page, "</style>"));
        Assert.Contains("&lt;img src=x onerror=alert(1)&gt;&quot;&#x27;&amp;&lt;/style&gt;", page);
    }

    [Fact]
    public void Shows_failed_units_and_warnings()
    {
        var campaign = SampleCampaign.Create();
        var page = Render(campaign with
        {
            Details = campaign.Details with
            {
                Failures = [new("verdict", "the judge did not answer", 12)],
                Warnings = ["SFT-I1: a contestant lost every battle"],
            },
        });
        Assert.Equal(["12", "the judge did not answer"], CellsOf(SectionOf(page, "problems"), "verdict"));
        Assert.Contains("a contestant lost every battle", SectionOf(page, "problems"));
    }

    [Fact]
    public void Renders_one_iteration()
    {
        var page = Render(SampleCampaign.Create(iterations: 1));
        Assert.All(SectionIds, id => Assert.Contains($"<section id=\"{id}\"", page));
        Assert.Contains("PPO-I1", page);
        Assert.DoesNotContain("PPO-I2", SectionOf(page, "elo"));
    }

    [Fact]
    public void Renders_a_campaign_whose_stages_were_all_rejected()
    {
        var page = Render(SampleCampaign.Create(rejected: _ => true));
        Assert.Contains("The target stayed SFT-I0", page);
        Assert.Contains("let 0 of 9 trained stages pass", page);
    }

    [Fact]
    public void Renders_skipped_stages_without_training_or_curves()
    {
        var page = Render(SampleCampaign.Create(skipped: stage => stage.StartsWith("PPO", StringComparison.Ordinal)));
        Assert.Contains("skipped: no pair has a gap of 2 or more", SectionOf(page, "gate"));
        Assert.DoesNotContain("<h3>PPO</h3>", page);
        Assert.Contains("PPO-I2 ", AlternativeOfElo(page));
        Assert.Contains("skipped", AlternativeOfElo(page));
    }

    [Fact]
    public void Shows_a_stage_that_trains_a_reward_model_alone_where_it_has_something_to_show()
    {
        var sample = SampleCampaign.Create(iterations: 1);
        var ppo = sample.Details.Stages[^1];
        var alone = ppo with
        {
            Stage = "RM",
            Contestant = "SFT-I1",
            Opponent = "SFT-I1",
            Promoted = false,
            Gate = null,
            Training = null,
            ArenaBattles = 0,
        };
        var after = ppo with { RewardModel = null, Mining = null };
        var result = sample.Result.Stages[^1];
        var page = Render(new(
            sample.Result with
            {
                Stages = [.. sample.Result.Stages.SkipLast(1), result with { Stage = "RM", Contestant = "SFT-I1", Promoted = false }, result],
            },
            sample.Details with { Stages = [.. sample.Details.Stages.SkipLast(1), alone, after] }));

        Assert.Equal("no version: trains a reward model", CellsOf(SectionOf(page, "gate"), "RM-I1")[^1]);
        Assert.Contains("<h3>Reward model</h3>", SectionOf(page, "training"));
        Assert.Equal(["74.2%"], CellsOf(SectionOf(page, "reward-model"), "all"));
        Assert.NotEmpty(CellsOf(SectionOf(page, "reward-model"), "PPO-I1"));
        Assert.NotEmpty(CellsOf(SectionOf(page, "mining"), "RM-I1"));
        Assert.DoesNotContain("RM-I1", AlternativeOfElo(page));
        Assert.Contains("let 2 of 3 trained stages pass", page);
    }

    [Fact]
    public void Calls_a_stage_by_the_name_that_its_file_gives_it()
    {
        var sample = SampleCampaign.Create(iterations: 1);
        var page = Render(new(
            sample.Result with
            {
                Stages = [.. sample.Result.Stages.Select(s => s.Contestant == "DPO-I1" ? s with { Name = "polish", Contestant = "polish" } : s)],
                Leaderboard = [.. sample.Result.Leaderboard.Select(row => row.Contestant == "DPO-I1" ? row with { Contestant = "polish" } : row)],
            },
            sample.Details with
            {
                Stages = [.. sample.Details.Stages.Select(s => s.Contestant == "DPO-I1" ? s with { Name = "polish", Contestant = "polish" } : s)],
            }));

        Assert.NotEmpty(CellsOf(SectionOf(page, "gate"), "polish"));
        Assert.Contains("polish ", AlternativeOfElo(page));
        Assert.DoesNotContain("DPO-I1", SectionOf(page, "elo"));
    }

    [Fact]
    public void Renders_curves_with_figures_that_are_not_finite()
    {
        var campaign = SampleCampaign.Create(iterations: 1);
        var broken = campaign.Details.Stages.Select(s => s with
        {
            Training = s.Training! with
            {
                Curves = new Dictionary<string, IReadOnlyList<CurvePoint>>
                {
                    ["loss"] = [new(1, double.NaN), new(2, double.PositiveInfinity)],
                    ["empty"] = [],
                },
            },
        });
        var page = Render(campaign with { Details = campaign.Details with { Stages = [.. broken] } });
        Assert.Contains("loss over training steps: SFT-I0 from – at step 1", page);
    }

    [Fact]
    public void Renders_before_any_stage()
    {
        var campaign = SampleCampaign.Create();
        var page = Render(new(
            campaign.Result with { Stages = [], Leaderboard = [] },
            campaign.Details with { Stages = [], Contestants = [], WinRates = [] }));
        Assert.Contains("No stage has ended.", page);
    }

    [Fact]
    public void The_same_records_give_the_same_page() =>
        Assert.Equal(Render(SampleCampaign.Create()), Render(SampleCampaign.Create()));

    [Fact]
    public void The_elo_chart_is_a_png_of_the_size_asked_for()
    {
        var png = EloChart.Png(SampleCampaign.Create().Result, 800, 400);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], png[..4]);
        Assert.Equal([0, 0, 0x03, 0x20, 0, 0, 0x01, 0x90], png[16..24]);
    }

    private static string SectionOf(string page, string id) =>
        Regex.Match(page, $"<section id=\"{id}\".*?</section>", RegexOptions.Singleline).Value;

    /// <summary>Texts of the cells of the first row with this header.</summary>
    private static string[] CellsOf(string section, string header)
    {
        var row = Regex.Match(section, $"<th scope=\"row\">{Regex.Escape(header)}</th>(.*?)</tr>", RegexOptions.Singleline).Groups[1].Value;
        return [.. Regex.Matches(row, "<td[^>]*>(.*?)</td>", RegexOptions.Singleline)
            .Select(cell => WebUtility.HtmlDecode(Regex.Replace(cell.Groups[1].Value, "<[^>]*>", "")))];
    }

    private static string AlternativeOfElo(string page) => Regex.Match(page, "alt=\"(Elo by stage[^\"]*)\"").Groups[1].Value;

    [GeneratedRegex("(?:src|srcset|<link[^>]* href)=\"([^\"]*)\"")]
    private static partial Regex Resource();
}
