namespace ArenaLearning.Contracts.Files;

/// <summary>Splits UTF-8 into lines, which end in LF, CR LF or CR.</summary>
internal sealed class LineReader(Stream stream)
{
    private byte[] buffer = new byte[1 << 16];
    private int start, end;
    private bool ended;

    /// <summary>Of the line, from 1.</summary>
    public int Number { get; private set; }

    /// <summary>Without its end; valid until the next is read.</summary>
    public ReadOnlyMemory<byte> Line { get; private set; }

    /// <returns>False at the end of the text.</returns>
    public async ValueTask<bool> NextAsync(CancellationToken cancellationToken)
    {
        for (var searched = 0; ;)
        {
            var at = buffer.AsSpan(start + searched, end - start - searched).IndexOfAny((byte)'\n', (byte)'\r');
            var length = at < 0 ? end - start : searched + at;
            // Behind a CR at the end of the buffer an LF may follow.
            if ((at >= 0 && (buffer[start + length] == '\n' || start + length + 1 < end)) || ended)
            {
                if (at < 0 && length == 0) return false;
                Line = buffer.AsMemory(start, length);
                var isPair = at >= 0 && buffer[start + length] == '\r' && start + length + 1 < end && buffer[start + length + 1] == '\n';
                start += length + (at < 0 ? 0 : isPair ? 2 : 1);
                Number++;
                return true;
            }
            searched = length;
            await FillAsync(cancellationToken);
        }
    }

    /// <summary>The text from the beginning of this line to its end.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> RestAsync(CancellationToken cancellationToken)
    {
        var text = new MemoryStream();
        text.Write(Line.Span);
        // That of the line is gone, and lines are counted.
        text.WriteByte((byte)'\n');
        text.Write(buffer.AsSpan(start, end - start));
        await stream.CopyToAsync(text, cancellationToken);
        (start, ended) = (end, true);
        return text.GetBuffer().AsMemory(0, (int)text.Length);
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
        }
        if (end == buffer.Length) Array.Resize(ref buffer, 2 * buffer.Length);
        var read = await stream.ReadAsync(buffer.AsMemory(end), cancellationToken);
        end += read;
        ended = read == 0;
    }
}
