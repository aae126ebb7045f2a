using ArenaLearning.Flywheel.Battles;
using ArenaLearning.Flywheel.Endpoints;
using ArenaLearning.Flywheel.Files;
using ArenaLearning.Flywheel.Judges;

namespace ArenaLearning.Flywheel.Training;

/// <summary>What must hold of a training campaign's competitors and judge.</summary>
internal static class CompetitorRules
{
    private const string JudgeKey = "battles.judge";

    public static IEnumerable<BrokenRule> Broken(TrainingCampaignSpec spec) =>
    [
        .. EndpointFileRules.Broken(spec.AllEndpoints),
        .. spec.Competitors.SelectMany((competitor, i) => competitor.Broken($"competitors.{i}", spec.AllEndpoints)),
        .. spec.Battles.Judge.Broken(JudgeKey, spec.AllEndpoints),
        .. CheckedBeside(spec.Battles.Judge),
    ];

    /// <summary>Cards stand side by side, and a name tells whose each is.</summary>
    private static IEnumerable<BrokenRule> CheckedBeside(JudgeSpec judge)
    {
        if (AnswerChecking.Beside(judge) is not { Name: var verifier }) yield break;
        foreach (var (name, key) in judge.Jurors.Select((juror, i) => (juror.Name, $"{JudgeKey}.members.{i}.name")).Prepend((judge.Name, $"{JudgeKey}.name")))
            if (name == verifier) yield return new($"\"{name}\" is the name of who checks the answers beside this judge; name the judge otherwise", key);
    }
}
