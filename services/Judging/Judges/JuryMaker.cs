using ArenaLearning.Contracts.Messages;
using ArenaLearning.Judging.Games;
using ArenaLearning.Judging.Verdicts;

namespace ArenaLearning.Judging.Judges;

/// <summary>Makes juries.</summary>
public sealed class JuryMaker : JudgeMaker<JuryReference>
{
    public override async Task<IBattleJudge> MakeAsync(JuryReference judge, string device, JudgeFactory judges)
    {
        if (judge.Members is not { Count: > 0 } members) throw new JudgeException($"judge '{judge.Name}': a jury needs members");
        if (members.GroupBy(member => member.Name, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new JudgeException($"judge '{judge.Name}': two members of the jury are called '{twice.Key}': give them different names");
        return new Jury(
            await Task.WhenAll(members.Select(async member => new JuryMember(member.Name, await judges.CreateAsync(member, device)))),
            judge.Rule, judge.Rules);
    }
}
