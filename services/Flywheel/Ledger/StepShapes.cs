using System.Text.Json;
using System.Text.Json.Nodes;

namespace ArenaLearning.Flywheel.Ledger;

/// <summary>
/// The shapes of recorded steps. Who changes what a step gives, so that one of before cannot be read as it is, adds the upgrade that
/// makes the old shape into the new one: that also counts the version of the kind up.
/// </summary>
public sealed class StepShapes
{
    private readonly Dictionary<string, StepUpgrade[]> upgrades;

    /// <param name="upgrades">Of each kind, one for every version from 1 on.</param>
    /// <exception cref="ArgumentException">A version of a kind has no upgrade, or two.</exception>
    public StepShapes(IReadOnlyList<StepUpgrade> upgrades)
    {
        this.upgrades = upgrades.GroupBy(upgrade => upgrade.Kind, StringComparer.Ordinal).ToDictionary(
            kind => kind.Key, kind => kind.OrderBy(upgrade => upgrade.From).ToArray(), StringComparer.Ordinal);
        foreach (var (kind, steps) in this.upgrades)
            if (!steps.Select(step => step.From).SequenceEqual(Enumerable.Range(1, steps.Length)))
                throw new ArgumentException($"The upgrades of step {kind} must read version 1, 2 and so on, each once.", nameof(upgrades));
    }

    /// <summary>Those of this version of the program.</summary>
    public static StepShapes Today { get; } = new([]);

    /// <returns>The version in which steps of this key are recorded now; 1 for the first shape.</returns>
    public int VersionOf(string key) => 1 + upgrades.GetValueOrDefault(KindOf(key), []).Length;

    /// <summary>A step as it is recorded.</summary>
    public RecordedStep Record<T>(string key, T output) => new(key, VersionOf(key), JsonSerializer.Serialize(output, LedgerJson.Options));

    /// <summary>Reads a step, upgraded to today's shape.</summary>
    /// <exception cref="LedgerRefusedException">It was recorded in a shape that this version of the program cannot read.</exception>
    public T Read<T>(RecordedStep step) where T : class
    {
        try
        {
            if (Obstacle(step.Key, step.Version) is { } obstacle) throw new JsonException(obstacle);
            var older = upgrades.GetValueOrDefault(KindOf(step.Key), [])[(step.Version - 1)..];
            var output = older.Length == 0 ? JsonSerializer.Deserialize<T>(step.Output, LedgerJson.Options)
                : older.Aggregate(JsonNode.Parse(step.Output)!, (node, upgrade) => upgrade.Apply(node)).Deserialize<T>(LedgerJson.Options);
            return output ?? throw new JsonException("the step is null");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new LedgerRefusedException(
                $"The ledger's step {step.Key} cannot be read by this version of Arena Learning: {e.Message} "
                + "Go on with the version that wrote it, or choose another --out.", e);
        }
    }

    /// <summary>Looks at the versions of all steps of a campaign, before any work.</summary>
    /// <param name="where">Of the ledger, for a person.</param>
    /// <exception cref="LedgerRefusedException">This version of the program cannot read one of them.</exception>
    public void RefuseUnknown(IEnumerable<(string Key, int Version)> steps, string where)
    {
        foreach (var (key, version) in steps)
            if (Obstacle(key, version) is { } obstacle)
                throw new LedgerRefusedException($"{where}: {obstacle}. Go on with the version that wrote it, or choose another --out.");
    }

    /// <returns>Why a step of this version cannot be read; null where it can.</returns>
    private string? Obstacle(string key, int version) => version >= 1 && version <= VersionOf(key) ? null
        : $"step {key} has version {version}, and this version of Arena Learning reads {VersionOf(key)}";

    private static string KindOf(string key) => key.Split('/')[0];
}
