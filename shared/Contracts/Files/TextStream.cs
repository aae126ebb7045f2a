using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace ArenaLearning.Contracts.Files;

/// <summary>Text as UTF-8 without a byte order mark, checked as it is read, so that no byte is replaced by a question mark.</summary>
internal sealed class TextStream(Stream source, string path) : ReadOnlyStream(source)
{
    private const int BufferLength = 1 << 16;
    private const int LongestMark = 4;

    private readonly byte[] raw = new byte[BufferLength];
    private byte[] text = [];
    private char[] characters = [];
    private Encoding? encoding; // null: UTF-8
    private Decoder? decoder;
    private bool begun, ended, afterReturn;
    private int rawLength, textStart, textEnd, lines;

    public override int Read(Span<byte> buffer)
    {
        while (textStart == textEnd && !ended) Accept(Source.Read(raw.AsSpan(rawLength)));
        return Give(buffer);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (textStart == textEnd && !ended) Accept(await Source.ReadAsync(raw.AsMemory(rawLength), cancellationToken));
        return Give(buffer.Span);
    }

    private int Give(Span<byte> buffer)
    {
        var given = Math.Min(buffer.Length, textEnd - textStart);
        text.AsSpan(textStart, given).CopyTo(buffer);
        textStart += given;
        return given;
    }

    /// <param name="read">Bytes that lie behind those of <see cref="raw"/> that were left over; 0 at the end.</param>
    private void Accept(int read)
    {
        ended = read == 0;
        rawLength += read;
        if (!begun && rawLength < LongestMark && !ended) return;
        var start = begun ? 0 : Begin();
        begun = true;
        var taken = decoder is null ? Check(start) : Decode(start);
        Count(text.AsSpan(textStart, textEnd - textStart));
        raw.AsSpan(taken, rawLength - taken).CopyTo(raw);
        rawLength -= taken;
    }

    private void Count(ReadOnlySpan<byte> given)
    {
        if (given.IsEmpty) return;
        // A CR LF that two buffers share is one end.
        lines += LineEnds.Count(given) - (afterReturn && given[0] == '\n' ? 1 : 0);
        afterReturn = given[^1] == '\r';
    }

    /// <returns>Length of the byte order mark.</returns>
    private int Begin()
    {
        var start = raw.AsSpan(0, rawLength);
        if (start.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF])) return 3;
        if (start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE, 0, 0])) return Using(new UTF32Encoding(false, false, true), 4);
        if (start.StartsWith((ReadOnlySpan<byte>)[0, 0, 0xFE, 0xFF])) return Using(new UTF32Encoding(true, false, true), 4);
        if (start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE])) return Using(new UnicodeEncoding(false, false, true), 2);
        if (start.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF])) return Using(new UnicodeEncoding(true, false, true), 2);
        if (start.Contains((byte)0) && start.Length >= 2 && (start[0] == 0 || start[1] == 0))
            throw new InvalidDataException(
                $"{path}:1: not UTF-8, but UTF-16 without a byte order mark, it seems: save it as UTF-8, for example with iconv -f UTF-16 -t UTF-8");
        return 0;
    }

    private int Using(Encoding source, int mark)
    {
        (encoding, decoder) = (source, source.GetDecoder());
        characters = new char[source.GetMaxCharCount(BufferLength)];
        text = new byte[Encoding.UTF8.GetMaxByteCount(characters.Length)];
        return mark;
    }

    /// <summary>What is whole is given as it is; a character that is cut off by the buffer waits for its rest.</summary>
    private int Check(int start)
    {
        var whole = ended ? rawLength : rawLength - CutOff(raw.AsSpan(start, rawLength - start));
        var checking = raw.AsSpan(start, whole - start);
        if (!Utf8.IsValid(checking)) throw Wrong(checking, FirstWrong(checking));
        if (text.Length == 0) text = new byte[BufferLength];
        checking.CopyTo(text);
        (textStart, textEnd) = (0, checking.Length);
        return whole;
    }

    private int Decode(int start)
    {
        var bytes = raw.AsSpan(start, rawLength - start);
        try
        {
            var length = decoder!.GetChars(bytes, characters, flush: ended);
            (textStart, textEnd) = (0, Encoding.UTF8.GetBytes(characters.AsSpan(0, length), text));
            return rawLength;
        }
        catch (DecoderFallbackException e)
        {
            var lenient = (Encoding)encoding!.Clone();
            lenient.DecoderFallback = DecoderFallback.ReplacementFallback;
            throw Wrong(Encoding.UTF8.GetBytes(lenient.GetString(bytes[..Math.Clamp(e.Index, 0, bytes.Length)])), int.MaxValue);
        }
    }

    /// <returns>How many bytes at the end begin a character whose rest is missing.</returns>
    private static int CutOff(ReadOnlySpan<byte> bytes)
    {
        for (var length = 1; length <= Math.Min(3, bytes.Length); length++)
        {
            var lead = bytes[^length];
            if ((lead & 0xC0) == 0x80) continue;
            return Rune.DecodeFromUtf8(bytes[^length..], out _, out _) == OperationStatus.NeedMoreData ? length : 0;
        }
        return 0;
    }

    private static int FirstWrong(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        while (at < bytes.Length && Rune.DecodeFromUtf8(bytes[at..], out _, out var length) == OperationStatus.Done) at += length;
        return at;
    }

    private InvalidDataException Wrong(ReadOnlySpan<byte> checking, int at)
    {
        var line = lines + LineEnds.Count(checking[..Math.Min(at, checking.Length)]) + 1;
        var which = at < checking.Length ? string.Create(CultureInfo.InvariantCulture, $" (byte 0x{checking[at]:X2})") : "";
        var name = encoding is null ? "UTF-8" : encoding.WebName.ToUpperInvariant();
        return new(string.Create(
            CultureInfo.InvariantCulture, $"{path}:{line}: not {name}{which}: save the file as UTF-8, for example with iconv -f WINDOWS-1252 -t UTF-8"));
    }
}
