using System.Runtime.CompilerServices;
using System.Text;
using ArenaLearning.Ratings.Battles;

namespace ArenaLearning.Arena.BattleFiles;

/// <summary>
/// Numbers names as they are met, found by their UTF-8 bytes: hashing with open addressing, on the first and last eight bytes
/// and the length, which tell names of up to sixteen bytes apart by themselves.
/// </summary>
internal sealed class NameTable
{
    /// <summary>Bytes that must be readable behind the start of a name.</summary>
    public const int Slack = 8;

    public const int Full = -1;

    private const int Bits = 12;
    private readonly Slot[] slots = new Slot[1 << Bits];
    private readonly List<byte[]> bytes = [];

    public IReadOnlyList<string> Names => [.. bytes.Select(name => Encoding.UTF8.GetString(name))];

    /// <param name="name">At least one byte; <see cref="Slack"/> bytes are readable from its start.</param>
    /// <returns>From 0; <see cref="Full"/> for a new name where there are already as many as an <see cref="OutcomeMatrix"/> takes.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int NumberOf(ref byte name, int length)
    {
        var first = Unsafe.ReadUnaligned<ulong>(ref name);
        var last = 0UL;
        if (length < 8) first &= (1UL << (8 * length)) - 1;
        else last = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref name, length - 8));
        var hash = (first * 0x9E3779B97F4A7C15 ^ last) * 0xBF58476D1CE4E5B9 + (ulong)length;
        for (var at = (int)(hash >> (64 - Bits)); ; at = (at + 1) & (slots.Length - 1))
        {
            ref var slot = ref slots[at];
            if (slot.Length == 0) return Add(ref slot, first, last, System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpan(ref name, length));
            if (slot.First == first && slot.Last == last && slot.Length == length
                && (length <= 16 || bytes[slot.Number].AsSpan().SequenceEqual(
                    System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpan(ref name, length))))
                return slot.Number;
        }
    }

    private int Add(ref Slot slot, ulong first, ulong last, ReadOnlySpan<byte> name)
    {
        if (bytes.Count == OutcomeMatrix.MostContestants) return Full;
        slot = new() { First = first, Last = last, Length = name.Length, Number = bytes.Count };
        bytes.Add(name.ToArray());
        return slot.Number;
    }

    private struct Slot
    {
        public ulong First, Last;
        public int Length, Number;
    }
}
