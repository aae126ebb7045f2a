using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ArenaLearning.Flywheel.Battles;

/// <summary>Seeds derived from the campaign's seed and from what they are for, never from the order of work.</summary>
public static class Seeds
{
    /// <returns>The first 63 bits of the SHA-256 of seed and names.</returns>
    public static long Derive(long seed, params ReadOnlySpan<string> names)
    {
        var text = seed.ToString(CultureInfo.InvariantCulture) + '\u001f' + string.Join('\u001f', names);
        return BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text))) & long.MaxValue;
    }
}
