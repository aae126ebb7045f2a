using System.Collections.Concurrent;

namespace ArenaLearning.TestArtifacts;

/// <summary>What the artifacts of <see cref="DetachedArtifactStore"/> hold, by address: in no folder that anyone could read past the store.</summary>
internal sealed class DetachedBytes
{
    /// <summary>Files; those of a folder have its address, a slash and their name.</summary>
    public ConcurrentDictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>Changes one byte of a file.</summary>
    public void Damage(string address) => Files[address] = [.. Files[address].Select((b, i) => i == Files[address].Length / 2 ? (byte)(b ^ 1) : b)];
}
