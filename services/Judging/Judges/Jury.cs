using ArenaLearning.Contracts.Messages;
using ArenaLearning.Judging.Verdicts;

namespace ArenaLearning.Judging.Judges;

/// <summary>Several judges, asked at once, whose verdicts become one: see <see cref="JuryVerdict"/>.</summary>
public sealed class Jury(IReadOnlyList<JuryMember> members, JuryRule rule, VerdictRules rules) : IBattleJudge
{
    public async Task<VerdictResult> JudgeAsync(BattleUnit unit, CancellationToken cancellationToken)
    {
        var verdicts = await Task.WhenAll(members.Select(async member =>
            new MemberVerdict(member.Name, await member.Judge.JudgeAsync(unit, cancellationToken))));
        return JuryVerdict.Of(unit.UnitId, rule, rules, verdicts);
    }
}
