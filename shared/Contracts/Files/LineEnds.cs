namespace ArenaLearning.Contracts.Files;

/// <summary>Ends of lines in UTF-8: LF, CR LF, or CR alone.</summary>
internal static class LineEnds
{
    public static int Count(ReadOnlySpan<byte> text)
    {
        var ends = text.Count((byte)'\n');
        for (var at = text.IndexOf((byte)'\r'); at >= 0;)
        {
            if (at + 1 >= text.Length || text[at + 1] != '\n') ends++;
            var next = text[(at + 1)..].IndexOf((byte)'\r');
            at = next < 0 ? -1 : at + 1 + next;
        }
        return ends;
    }
}
