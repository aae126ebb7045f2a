using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace ArenaLearning.Ranking.Boards;

/// <summary>Tells copies of verdicts, as far as they come among the last quarter of a million. Not safe for use by many at once.</summary>
internal sealed class RecentUnits
{
    internal const int Most = 1 << 18;

    private readonly HashSet<ulong> seen = [];
    private readonly Queue<ulong> order = new();

    /// <returns>False for a unit that was added before.</returns>
    public bool Add(string campaign, string chunkId, string unitId)
    {
        var hash = BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{campaign}\n{chunkId}\n{unitId}")));
        if (!seen.Add(hash)) return false;
        order.Enqueue(hash);
        if (order.Count > Most) seen.Remove(order.Dequeue());
        return true;
    }
}
