using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace ArenaLearning.Judging.LlmJudges;

/// <summary>Marks around texts that others wrote, so that a judge can tell them from its own instructions.</summary>
/// <param name="Mark">Occurs in none of the texts, in any case.</param>
public sealed record Fence(string Mark)
{
    private const int MarkLength = 12;

    /// <summary>
    /// The fence for these texts: a hash of all of them, so that nobody who wrote one can know it, and hashed again for as
    /// long as a text contains it. The order of the texts does not matter: both games of a battle have one fence.
    /// </summary>
    public static Fence For(IEnumerable<string> texts)
    {
        string[] sorted = [.. texts.Order(StringComparer.Ordinal)];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var text in sorted)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }
        return Unused(hash.GetHashAndReset(), sorted);
    }

    /// <param name="name">What the text is, for example <c>answer A</c>.</param>
    /// <returns>The text, unchanged, between two lines of the fence.</returns>
    public string Enclose(string name, string text) => $"<<<{Mark} begin {name}>>>\n{text}\n<<<{Mark} end {name}>>>";

    /// <param name="hash">Where the search for a mark begins.</param>
    internal static Fence Unused(byte[] hash, IReadOnlyList<string> texts)
    {
        while (true)
        {
            var mark = Convert.ToHexStringLower(hash)[..MarkLength];
            if (!texts.Any(text => text.Contains(mark, StringComparison.OrdinalIgnoreCase))) return new(mark);
            hash = SHA256.HashData(hash);
        }
    }
}
