using ArenaLearning.Hosting.Access;

namespace ArenaLearning.System.Tests.UnderFire;

/// <summary>A file of keys with one in it. Goes when disposed.</summary>
/// <param name="File">For <c>ARENA_KEYS_FILE</c>.</param>
/// <param name="Operator">For <c>ARENA_KEY</c>.</param>
internal sealed record CampaignKeys(string File, string Operator) : IDisposable
{
    public static async Task<CampaignKeys> CreateAsync(CancellationToken cancellationToken)
    {
        var (key, kept) = KeysFile.NewKey("tests", KeyRole.Operator);
        var file = Path.Combine(Directory.CreateTempSubdirectory("keys-").FullName, "keys");
        await global::System.IO.File.WriteAllTextAsync(file, KeysFile.LineOf(kept), cancellationToken);
        return new(file, key);
    }

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(File)!, recursive: true);
}
