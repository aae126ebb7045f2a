using System.Globalization;
using System.Text.Json;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Flywheel.CampaignFiles;
using ArenaLearning.Flywheel.Ledger;
using ArenaLearning.Flywheel.Ledger.Sqlite;
using ArenaLearning.Flywheel.Yaml;

namespace ArenaLearning.Arena.Validation;

/// <summary>The folder that receives a campaign's results. It holds one campaign, whose spec lies in it as <c>campaign.json</c>.</summary>
public static class OutputFolder
{
    public const string SpecFileName = "campaign.json";

    /// <summary>
    /// What a campaign may need. The shipped example ends with 270 MB, a third of it the ledger, and needs some more on its way.
    /// </summary>
    public const long NeededBytes = 400L << 20;

    /// <summary>Makes the folder the campaign's own, or finds that it already is.</summary>
    /// <param name="folder">Value of <c>--out</c>.</param>
    /// <param name="freeBytes">Free space of the volume that holds a path.</param>
    /// <exception cref="FileRefusedException">
    /// The folder holds another campaign or other files, cannot be written, or its volume is too full.
    /// </exception>
    public static async Task ClaimAsync(
        string folder, CampaignFile campaign, Func<string, long> freeBytes, CancellationToken cancellationToken)
    {
        try
        {
            Directory.CreateDirectory(folder);
            var specPath = Path.Combine(folder, SpecFileName);
            if (File.Exists(specPath))
                RefuseOtherCampaign(folder, await File.ReadAllTextAsync(specPath, cancellationToken), campaign);
            else if (Directory.EnumerateFileSystemEntries(folder).Any(entry => Path.GetFileName(entry) != WholeFile.PartialOf(SpecFileName)))
                throw Refused(folder, $"the folder holds other files and no {SpecFileName}; name a new or an empty folder");
            RefuseFullVolume(folder, freeBytes(folder), NeededBytes - SizeOf(folder));

            // Also where it is there already: this proves the folder writable.
            await WholeFile.WriteTextAsync(specPath, campaign.Text, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refused(folder, $"cannot be written: {e.Message}");
        }
    }

    /// <summary>For campaigns in this process: over a broker, who works in the folder is the Flywheel that is asked.</summary>
    /// <exception cref="CommandRefusedException">Another process works in the folder.</exception>
    public static void RefuseInUse(string folder) => Refuse(() => SqliteLedgerStore.RefuseInUse(folder));

    /// <summary>Leaves the folder as it is: what another version has begun is for that version to go on with.</summary>
    /// <exception cref="CommandRefusedException">Another version of the program has written the folder's ledger.</exception>
    public static void RefuseOtherVersion(string folder) => Refuse(() => SqliteLedgerStore.RefuseOtherVersion(folder));

    private static void Refuse(Action look)
    {
        try
        {
            look();
        }
        catch (LedgerRefusedException e)
        {
            throw new CommandRefusedException(e.Message);
        }
    }

    /// <summary>Free space of the volume that holds the folder, in bytes.</summary>
    public static long FreeBytes(string folder) => new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace;

    /// <summary>A campaign that goes on has written a part of what it needs. It may be at work: files come and go meanwhile.</summary>
    private static long SizeOf(string folder) =>
        new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Where(file => file.Exists).Sum(file => file.Length);

    private static void RefuseFullVolume(string folder, long free, long needed)
    {
        if (free < needed)
            throw Refused(folder, string.Create(CultureInfo.InvariantCulture,
                $"the disk has {free >> 20} MB free and a campaign needs {needed >> 20} MB; free some space or name a folder on another disk"));
    }

    private static void RefuseOtherCampaign(string folder, string there, CampaignFile campaign)
    {
        if (IsSameCampaign(there, campaign)) return;
        if (FirstDifference(there, campaign.Text) is not { } difference)
            throw Refused(folder, $"its {SpecFileName} cannot be read; name another folder");
        throw new FileRefusedException([campaign.Problem(difference.Key,
            $"is {difference.Here}, but --out {folder} holds a campaign where it is {difference.There}; name another folder, or the same values to go on")]);
    }

    // Another budget is no other campaign.
    private static bool IsSameCampaign(string there, CampaignFile campaign)
    {
        if (there == campaign.Text) return true;
        try
        {
            return CampaignFile.Parse(there, campaign.Path).Identity == campaign.Identity;
        }
        catch (FileRefusedException)
        {
            return false;
        }
    }

    private static FileRefusedException Refused(string folder, string what) => new(Origin.OfOption($"--out {folder}"), "", what);

    private static (string Key, string There, string Here)? FirstDifference(string there, string here)
    {
        try
        {
            using var before = JsonDocument.Parse(there);
            using var now = JsonDocument.Parse(here);
            return FirstDifference(before.RootElement, now.RootElement, "");
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static (string Key, string There, string Here)? FirstDifference(JsonElement there, JsonElement here, string key)
    {
        if (there.ValueKind == JsonValueKind.Undefined || here.ValueKind == JsonValueKind.Undefined)
            return (key, Describe(there), Describe(here));
        if (JsonElement.DeepEquals(there, here)) return null;
        if (there.ValueKind == JsonValueKind.Object && here.ValueKind == JsonValueKind.Object)
            return here.EnumerateObject().Select(p => (p.Name, There: there.TryGetProperty(p.Name, out var v) ? v : default, Here: p.Value))
                .Concat(there.EnumerateObject().Where(p => !here.TryGetProperty(p.Name, out _))
                    .Select(p => (p.Name, There: p.Value, Here: default(JsonElement))))
                .Select(p => FirstDifference(p.There, p.Here, key.Length == 0 ? p.Name : $"{key}.{p.Name}"))
                .FirstOrDefault(difference => difference is not null);
        if (there.ValueKind == JsonValueKind.Array && here.ValueKind == JsonValueKind.Array && there.GetArrayLength() == here.GetArrayLength())
            return there.EnumerateArray().Zip(here.EnumerateArray())
                .Select((pair, index) => FirstDifference(pair.First, pair.Second, $"{key}.{index}"))
                .FirstOrDefault(difference => difference is not null);
        return (key, Describe(there), Describe(here));
    }

    private static string Describe(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Undefined => "missing",
        JsonValueKind.Object => "a mapping",
        _ => value.GetRawText().ReplaceLineEndings(" "),
    };
}
