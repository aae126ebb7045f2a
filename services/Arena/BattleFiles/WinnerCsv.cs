using System.Text;
using System.Text.Unicode;
using ArenaLearning.Ratings.Battles;

namespace ArenaLearning.Arena.BattleFiles;

/// <summary>
/// The fast way through a big CSV file of which only <c>model_a</c>, <c>model_b</c> and <c>winner</c> count: bytes are
/// counted as they are read, on all processors. A file with anything unusual in it (a quotation mark, a row of another length, an
/// unknown winner, too many contestants) is left to <see cref="BattleFile"/>, which reads it or says what is wrong with it.
/// </summary>
internal static class WinnerCsv
{
    private const int MostHeader = 1 << 14;
    private const int MostBlankEnd = 256;
    private const long PartLength = 1 << 21;

    /// <returns>Null where the file is not of this kind.</returns>
    public static OutcomeMatrixSum? TryRead(string path)
    {
        try
        {
            using var file = File.OpenHandle(path, options: FileOptions.None);
            var length = LengthWithoutBlankEnd(file);
            var header = new byte[(int)Math.Min(MostHeader, length)];
            if (ReadFully(file, header, 0) != header.Length || Columns(header) is not { } columns) return null;
            var parts = (int)((length - columns.Start + PartLength - 1) / PartLength);
            var readers = new List<WinnerCsvPart>();
            var usual = true;
            Parallel.For(
                0, parts,
                () => new WinnerCsvPart(file, length, columns),
                (part, state, reader) =>
                {
                    if (!reader.Read(columns.Start + part * PartLength, Math.Min(length, columns.Start + (part + 1) * PartLength)))
                    {
                        Volatile.Write(ref usual, false);
                        state.Stop();
                    }
                    return reader;
                },
                reader =>
                {
                    lock (readers) readers.Add(reader);
                });
            if (!usual) return null;
            var sum = OutcomeMatrix.Sum([.. readers.Select(reader => (reader.Counts, reader.Names.Names))]);
            return sum.Table.BattleCount + sum.AgainstSelf == 0 ? null : sum;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    /// <returns>The bytes read: fewer than asked for at the end of the file only.</returns>
    public static int ReadFully(Microsoft.Win32.SafeHandles.SafeFileHandle file, Span<byte> to, long offset)
    {
        var read = 0;
        while (read < to.Length && RandomAccess.Read(file, to[read..], offset + read) is > 0 and var more) read += more;
        return read;
    }

    /// <summary>Blank lines at the end are no rows.</summary>
    private static long LengthWithoutBlankEnd(Microsoft.Win32.SafeHandles.SafeFileHandle file)
    {
        var length = RandomAccess.GetLength(file);
        var end = new byte[(int)Math.Min(MostBlankEnd, length)];
        var read = ReadFully(file, end, length - end.Length);
        return length - end.Length + end.AsSpan(0, read).TrimEnd("\r\n"u8).Length;
    }

    private static WinnerColumns? Columns(ReadOnlySpan<byte> header)
    {
        var end = header.IndexOf((byte)'\n');
        if (end < 0 || !Utf8.IsValid(header[..end])) return null;
        var line = Encoding.UTF8.GetString(header[..end]).TrimStart('\uFEFF').TrimEnd('\r');
        if (line.Contains('"', StringComparison.Ordinal)) return null;
        var names = line.Split(',');
        if (names.Distinct(StringComparer.Ordinal).Count() != names.Length) return null;
        var (a, b, winner) = (Array.IndexOf(names, "model_a"), Array.IndexOf(names, "model_b"), Array.IndexOf(names, "winner"));
        return a < 0 || b < 0 || winner < 0 ? null : new(end + 1, names.Length, a, b, winner);
    }
}

/// <param name="Start">Where the first row begins.</param>
/// <param name="Count">Columns of a row.</param>
internal sealed record WinnerColumns(long Start, int Count, int A, int B, int Winner);
