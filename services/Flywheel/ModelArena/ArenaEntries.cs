using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Contestants;
using ArenaLearning.Flywheel.Files;
using ArenaLearning.Flywheel.Judges;

namespace ArenaLearning.Flywheel.ModelArena;

/// <summary>Who takes part: the contestants and the judge of a file, with the files that they name found and hashed.</summary>
/// <param name="Temperatures">Of the contestants, in their order.</param>
public sealed record ArenaEntries(
    IReadOnlyList<ContestantReference> Contestants, IReadOnlyList<double> Temperatures, JudgeReference Judge, JudgeReference? CompareWith)
{
    /// <exception cref="CampaignStoppedException">A file or folder is missing, or a file of recorded answers cannot be read.</exception>
    public static async Task<ArenaEntries> ResolveAsync(ModelArenaSpec spec, CampaignPaths files, CancellationToken cancellationToken)
    {
        var entries = new List<(ContestantReference Contestant, double Temperature)>();
        foreach (var (i, contestant) in spec.Contestants.Index())
            foreach (var reference in await contestant.ResolveAsync($"contestants.{i}", spec.Endpoints, files, cancellationToken))
                entries.Add((reference, contestant.AnswerTemperature));
        if (entries.Count < 2)
            throw new CampaignStoppedException($"{files.SpecPath}: contestants: there is only {entries.Count} contestant, and a battle takes two.");
        if (entries.GroupBy(e => e.Contestant.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new CampaignStoppedException(
                $"{files.SpecPath}: contestants: \"{twice.Key}\" occurs twice; give one of them a name of its own, or leave it out.");
        var names = entries.ConvertAll(e => e.Contestant.Name);
        RefuseUnknown(spec.Arena.Anchor, "arena.anchor");
        RefuseUnknown(spec.Battles.Against, "battles.against");
        RefuseUnknown(spec.Mining?.Target, "mining.target");
        return new(
            entries.ConvertAll(e => e.Contestant), entries.ConvertAll(e => e.Temperature),
            await spec.Judge.ResolveAsync("judge", spec.Endpoints, files, cancellationToken),
            spec.CompareWith is { } other ? await other.ResolveAsync("compare_with", spec.Endpoints, files, cancellationToken) : null);

        void RefuseUnknown(string? name, string key)
        {
            if (name is not null && !names.Contains(name))
                throw new CampaignStoppedException($"{files.SpecPath}: {key}: \"{name}\" is no contestant; they are {string.Join(", ", names)}.");
        }
    }

    /// <returns>Whose files are not what they were; null where all are.</returns>
    public string? Changed(ArenaEntries before) =>
        ContestantFiles.Changed(Contestants, before.Contestants) ?? (JudgeFiles.AreChanged(Judge, before.Judge) ? Judge.Name : null)
        ?? (CompareWith is { } other && before.CompareWith is { } known && JudgeFiles.AreChanged(other, known) ? other.Name : null);
}
