using System.Collections.Concurrent;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.CampaignFiles;
using ArenaLearning.Flywheel.Yaml;

namespace ArenaLearning.Flywheel.Api;

/// <summary>Names of campaigns as their files give them. A file is read once and not at each look, of which one who watches has several a second.</summary>
public sealed class CampaignNames
{
    private readonly ConcurrentDictionary<string, (string Spec, string Name)> known = new(StringComparer.Ordinal);

    public string Of(StartCampaign start)
    {
        if (known.TryGetValue(start.Campaign, out var last) && last.Spec == start.Spec) return last.Name;
        var name = Read(start);
        known[start.Campaign] = (start.Spec, name);
        return name;
    }

    private static string Read(StartCampaign start)
    {
        try
        {
            return CampaignFile.Parse(start.Spec, start.SpecPath).Name;
        }
        catch (FileRefusedException)
        {
            // Of another version of the program: its id says enough.
            return start.Campaign;
        }
    }
}
