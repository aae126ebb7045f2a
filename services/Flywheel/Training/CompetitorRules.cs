using ArenaLearning.Flywheel.Battles;
using ArenaLearning.Flywheel.Contestants;
using ArenaLearning.Flywheel.Endpoints;
using ArenaLearning.Flywheel.Files;
using ArenaLearning.Flywheel.Judges;

namespace ArenaLearning.Flywheel.Training;

/// <summary>What must hold of a flywheel's competitors and judge beyond what holds of every contestant and judge.</summary>
internal static class CompetitorRules
{
    private const string JudgeKey = "battles.judge";

    public static IEnumerable<BrokenRule> Broken(TrainingCampaignSpec spec) =>
    [
        .. EndpointFileRules.Broken(spec.AllEndpoints),
        .. spec.Competitors.SelectMany((competitor, i) => Competitor(competitor.AsContestant(), $"competitors.{i}", spec.AllEndpoints)),
        .. spec.Competitors.SelectMany((competitor, i) => Prices(competitor, $"competitors.{i}")),
        .. Judge(spec.Battles.Judge, JudgeKey, spec.AllEndpoints),
        .. CheckedBeside(spec.Battles.Judge),
    ];

    private static IEnumerable<BrokenRule> Competitor(ContestantSpec competitor, string key, IReadOnlyList<EndpointSpec> endpoints) =>
        competitor.Kind == "recorded"
            ? [new("a flywheel makes its own prompts, to which no answers are recorded; use checkpoint or openai", $"{key}.kind")]
            : ContestantRules.Broken(competitor, key, endpoints);

    private static IEnumerable<BrokenRule> Prices(CompetitorSpec competitor, string key) => competitor.Kind is not (null or CompetitorSpec.DefaultKind) ? [] : KeysOfKind.Broken(
        [("input_price", competitor.InputPrice), ("output_price", competitor.OutputPrice)], [], [], key, $"a contestant of kind {CompetitorSpec.DefaultKind}");

    private static IEnumerable<BrokenRule> Judge(JudgeSpec judge, string key, IReadOnlyList<EndpointSpec> endpoints)
    {
        IReadOnlyList<BrokenRule> recorded = [.. Recorded(judge, key)];
        return recorded.Count > 0 ? recorded : JudgeRules.Broken(judge, key, endpoints);
    }

    private static IEnumerable<BrokenRule> Recorded(JudgeSpec judge, string key)
    {
        if (judge.Kind == "recorded")
            yield return new("a flywheel makes its own prompts and answers, on which no verdicts are recorded; use llm, verifier, reward_model or jury", $"{key}.kind");
        foreach (var (i, member) in judge.Members.Index())
            foreach (var rule in Recorded(member, $"{key}.members.{i}")) yield return rule;
    }

    /// <summary>Cards stand side by side, and a name tells whose each is.</summary>
    private static IEnumerable<BrokenRule> CheckedBeside(JudgeSpec judge)
    {
        if (AnswerChecking.Beside(judge) is not { Name: var verifier }) yield break;
        foreach (var (name, key) in judge.Members.Select((member, i) => (member.Name, $"{JudgeKey}.members.{i}.name")).Prepend((judge.Name, $"{JudgeKey}.name")))
            if (name == verifier) yield return new($"\"{name}\" is the name of who checks the answers beside this judge; name the judge otherwise", key);
    }
}
