using System.Globalization;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Flywheel.CampaignFiles;
using ArenaLearning.Flywheel.Files;
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
        if (there == campaign.Text) return;
        var before = Identity(folder, there);
        if (before.Kind != campaign.Identity.Kind)
            throw Refused(
                folder, $"the folder holds a campaign of another kind ({before.Kind}, and this one is {campaign.Identity.Kind}); name another folder");
        FileProblem[] problems = [.. campaign.Identity.DifferencesFrom(before).Select(difference => campaign.Problem(difference.Key,
            $"is {difference.Here ?? "missing"}, but --out {folder} holds a campaign where it is {difference.There ?? "missing"}; "
            + "name another folder, or the same values to go on"))];
        if (problems.Length > 0) throw new FileRefusedException(problems);
    }

    private static IdentityKeys Identity(string folder, string there)
    {
        try
        {
            return CampaignFile.Parse(there, Path.Combine(folder, SpecFileName)).Identity;
        }
        catch (FileRefusedException e)
        {
            throw Refused(folder, $"its {SpecFileName} cannot be read; name another folder ({e.Problems[0]})");
        }
    }

    private static FileRefusedException Refused(string folder, string what) => new(Origin.OfOption($"--out {folder}"), "", what);
}
