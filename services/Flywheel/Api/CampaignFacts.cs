using System.Collections.Concurrent;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.CampaignFiles;
using ArenaLearning.Flywheel.Endpoints;
using ArenaLearning.Flywheel.Work;
using ArenaLearning.Flywheel.Yaml;

namespace ArenaLearning.Flywheel.Api;

/// <summary>What clients are told of a campaign's file. It is read once and not at each look, of which one who watches has several a second.</summary>
public sealed class CampaignFacts
{
    private readonly ConcurrentDictionary<string, (string Spec, CampaignFact Fact)> known = new(StringComparer.Ordinal);

    public CampaignFact Of(StartCampaign start)
    {
        if (known.TryGetValue(start.Campaign, out var last) && last.Spec == start.Spec) return last.Fact;
        var fact = Read(start);
        known[start.Campaign] = (start.Spec, fact);
        return fact;
    }

    private static CampaignFact Read(StartCampaign start)
    {
        try
        {
            var file = CampaignFile.Parse(start.Spec, start.SpecPath);
            return new(file.Name, file.ModelArena?.Work ?? file.Spec.Work, file.ModelArena is { } arena ? arena.Budget : file.Spec.Budget);
        }
        catch (FileRefusedException)
        {
            // Of another version of the program: its id says enough.
            return new(start.Campaign, null, null);
        }
    }
}

/// <param name="Name">Its id where the file is of another version.</param>
/// <param name="Work">Null where the file is of another version.</param>
/// <param name="Budget">Null for none.</param>
public sealed record CampaignFact(string Name, WorkSpec? Work, BudgetSpec? Budget);
