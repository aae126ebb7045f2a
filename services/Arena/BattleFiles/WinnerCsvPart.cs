using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;
using System.Text.Unicode;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Formats;
using ArenaLearning.Ratings.Battles;
using Microsoft.Win32.SafeHandles;

namespace ArenaLearning.Arena.BattleFiles;

/// <summary>Counts the rows of parts of a file, one thread's share of <see cref="WinnerCsv"/>.</summary>
internal sealed class WinnerCsvPart(SafeFileHandle file, long length, WinnerColumns columns)
{
    private const int BufferLength = 1 << 18;
    private const ulong ModelA = 0x615F6C65646F6D, ModelB = 0x625F6C65646F6D, Tie = 0x656974;

    // Behind the bytes of the file lie as many as a vector or a name may be read beyond them.
    private readonly byte[] buffer = new byte[BufferLength + 64];
    private readonly int[] delimiters = new int[BufferLength + 64];

    public OutcomeMatrix Counts { get; } = new();

    public NameTable Names { get; } = new();

    /// <summary>Counts the rows that begin from <paramref name="start"/> on and before <paramref name="end"/>.</summary>
    /// <returns>Whether all rows were as expected.</returns>
    public bool Read(long start, long end)
    {
        // The row that begins at the start is this part's; one that began before it is the last part's.
        var offset = start;
        var skip = start > columns.Start;
        if (skip) offset--;
        while (offset < end)
        {
            var read = WinnerCsv.ReadFully(file, buffer.AsSpan(0, (int)Math.Min(BufferLength - 1, length - offset)), offset);
            if (read == 0) return true;
            if (offset + read >= length && buffer[read - 1] != '\n') buffer[read++] = (byte)'\n';
            var from = 0;
            if (skip)
            {
                from = buffer.AsSpan(0, read).IndexOf((byte)'\n') + 1;
                if (from == 0) return false;
                skip = false;
                if (offset + from >= end) return true;
            }
            var consumed = CountRows(from, read, end - offset);
            if (consumed <= from) return consumed == from && from > 0 && offset + from >= end;
            offset += consumed;
        }
        return true;
    }

    /// <param name="end">Rows from here on are of the next part.</param>
    /// <returns>Where the first row begins that was not counted; -1 where a row is unusual.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int CountRows(int from, int read, long end)
    {
        var found = FindDelimiters(from, read);
        if (found < 0) return -1;
        var (a, b, winner, last) = (columns.A, columns.B, columns.Winner, columns.Count - 1);
        var start = from;
        for (var row = 0; row + last < found && start < end; row += columns.Count)
        {
            var ofRow = delimiters.AsSpan(row, columns.Count);
            var next = ofRow[last] + 1;
            if (buffer[ofRow[last]] != '\n') return -1;
            if (last > 0 && buffer[ofRow[last - 1]] == '\n') return -1;
            if (buffer[ofRow[last] - 1] == '\r') ofRow[last]--;
            var numberOfA = Number(a == 0 ? start : ofRow[a - 1] + 1, ofRow[a]);
            var numberOfB = Number(b == 0 ? start : ofRow[b - 1] + 1, ofRow[b]);
            var outcome = OutcomeOf(winner == 0 ? start : ofRow[winner - 1] + 1, ofRow[winner]);
            if ((numberOfA | numberOfB | outcome) < 0 || HasLineEnd(ofRow)) return -1;
            Counts.Add(numberOfA, numberOfB, (Outcome)outcome);
            start = next;
        }
        // Names in another encoding would be read as one.
        return Utf8.IsValid(buffer.AsSpan(from, start - from)) ? start : -1;
    }

    /// <summary>Whether a line ends before the last column; the columns before that were looked at.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool HasLineEnd(ReadOnlySpan<int> ofRow)
    {
        for (var column = 0; column < ofRow.Length - 2; column++)
        {
            if (buffer[ofRow[column]] == '\n') return true;
        }
        return false;
    }

    /// <summary>Notes where commas and ends of lines are.</summary>
    /// <returns>How many there are; -1 where there is a quotation mark.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int FindDelimiters(int from, int read)
    {
        var (comma, end, quote) = (Vector256.Create((byte)','), Vector256.Create((byte)'\n'), Vector256.Create((byte)'"'));
        var quotes = Vector256<byte>.Zero;
        ref var bytes = ref MemoryMarshal.GetArrayDataReference(buffer);
        ref var to = ref MemoryMarshal.GetArrayDataReference(delimiters);
        var found = 0;
        // What lies behind the bytes read is left over from before.
        buffer.AsSpan(read, Math.Min(buffer.Length - read, Vector256<byte>.Count)).Clear();
        for (var at = from; at < read; at += Vector256<byte>.Count)
        {
            var block = Vector256.LoadUnsafe(ref bytes, (nuint)at);
            quotes |= Vector256.Equals(block, quote);
            var mask = (Vector256.Equals(block, comma) | Vector256.Equals(block, end)).ExtractMostSignificantBits();
            for (; mask != 0; mask &= mask - 1) Unsafe.Add(ref to, found++) = at + BitOperations.TrailingZeroCount(mask);
        }
        return quotes == Vector256<byte>.Zero ? found : -1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Number(int from, int to) => to > from ? Names.NumberOf(ref buffer[from], to - from) : -1;

    /// <returns>Negative where the label is unknown.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int OutcomeOf(int from, int to)
    {
        var label = Unsafe.ReadUnaligned<ulong>(ref buffer[from]);
        return (to - from) switch
        {
            7 when (label & 0xFF_FFFF_FFFF_FFFF) == ModelA => (int)Outcome.AWins,
            7 when (label & 0xFF_FFFF_FFFF_FFFF) == ModelB => (int)Outcome.BWins,
            3 when (label & 0xFF_FFFF) == Tie => (int)Outcome.Tie,
            _ => WinnerLabel.Read(Encoding.UTF8.GetString(buffer, from, to - from)) is BattleWinner.Tie or BattleWinner.BothBad
                ? (int)Outcome.Tie : -1,
        };
    }
}
