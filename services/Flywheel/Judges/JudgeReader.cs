using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Yaml;

namespace ArenaLearning.Flywheel.Judges;

/// <summary>Reads the judges of a place in a file.</summary>
internal sealed class JudgeReader
{
    private readonly IReadOnlyDictionary<string, string> refused;
    private readonly IReadOnlyList<YamlKind<JudgeSpec>> kinds;

    private JudgeReader(IReadOnlyDictionary<string, string> refused)
    {
        this.refused = refused;
        kinds = [.. JudgeKinds.All.Select(kind => new YamlKind<JudgeSpec>(kind.Key, judge => kind.Value.Read(judge, this)))];
    }

    /// <summary>Where every kind has its place.</summary>
    public static JudgeReader Any { get; } = new(new Dictionary<string, string>());

    /// <summary>Where a kind has no place, whether alone or in a jury.</summary>
    /// <param name="why">What is told who names it.</param>
    public JudgeReader Refusing(string kind, string why) => new(new Dictionary<string, string>(refused) { [kind] = why });

    public JudgeSpec Read(YamlSection judge)
    {
        var name = judge.Text("name");
        return judge.OfKind("a judge", kinds, refused) with
        {
            Name = name,
            Combine = judge.Choice("combine", GameCombination.Mean),
            TieMargin = judge.Number("tie_margin", Allowed.From(0, 9), 0),
            Flip = judge.Choice("flip", FlipRule.Inconsistent),
        };
    }
}
