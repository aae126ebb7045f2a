using System.Buffers.Binary;
using System.Text;

namespace ArenaLearning.LanguageModels.Native;

/// <summary>
/// The symbol versions that a 64-bit little-endian ELF library needs of other libraries: section <c>.gnu.version_r</c>, as in
/// the Linux Standard Base, Core 5.0, chapter 10.7 "Symbol Versioning".
/// </summary>
public static class ElfVersionNeeds
{
    private const uint VersionNeedSection = 0x6ffffffe; // SHT_GNU_verneed
    private const ushort WeakFlag = 0x2; // VER_FLG_WEAK: the loader goes on where the version is missing
    private const int SectionHeaderSize = 64;

    /// <summary>Marks each need of <paramref name="version"/> as weak, in place.</summary>
    /// <param name="image">The library's bytes.</param>
    /// <param name="version">The version's name, for example <c>GLIBCXX_3.4.32</c>.</param>
    /// <returns>Whether such a need was found. False too where the bytes are no well-formed ELF library; they are then as before.</returns>
    public static bool MarkWeak(Span<byte> image, string version)
    {
        ReadOnlySpan<byte> magic = [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1]; // 64-bit, little-endian
        if (image.Length < SectionHeaderSize || !image.StartsWith(magic))
            return false;
        try
        {
            return MarkWeakIn(image, Encoding.ASCII.GetBytes(version + '\0'));
        }
        catch (ArgumentOutOfRangeException)
        {
            return false; // an offset that points outside the file
        }
        catch (OverflowException)
        {
            return false;
        }
    }

    private static bool MarkWeakIn(Span<byte> image, ReadOnlySpan<byte> version)
    {
        var sections = Int64(image, 0x28);
        var sectionCount = UInt16(image, 0x3c);
        var found = false;
        for (var index = 0; index < sectionCount; index++)
        {
            var section = image[(sections + index * SectionHeaderSize)..];
            if (UInt32(section, 4) != VersionNeedSection)
                continue;
            var names = image[Int64(image, sections + (int)UInt32(section, 0x28) * SectionHeaderSize + 0x18)..];
            found |= MarkSection(image[Int64(section, 0x18)..], needs: (int)UInt32(section, 0x2c), names, version);
        }
        return found;
    }

    // Verneed: vn_version, vn_cnt (16 bit), vn_file, vn_aux, vn_next (32 bit). Vernaux: vna_hash (32), vna_flags, vna_other (16),
    // vna_name, vna_next (32). The *_next and vn_aux are offsets in bytes from the entry that holds them; a next of 0 ends the list,
    // whatever its count says: a damaged count would otherwise visit one entry for minutes.
    private static bool MarkSection(Span<byte> entry, int needs, ReadOnlySpan<byte> names, ReadOnlySpan<byte> version)
    {
        var found = false;
        for (; needs > 0; needs--)
        {
            var auxiliary = entry[(int)UInt32(entry, 8)..];
            for (var count = UInt16(entry, 2); count > 0; count--)
            {
                if (names[(int)UInt32(auxiliary, 8)..].StartsWith(version))
                {
                    BinaryPrimitives.WriteUInt16LittleEndian(auxiliary[4..], (ushort)(UInt16(auxiliary, 4) | WeakFlag));
                    found = true;
                }
                if (UInt32(auxiliary, 12) == 0) break;
                auxiliary = auxiliary[(int)UInt32(auxiliary, 12)..];
            }
            if (UInt32(entry, 12) == 0) break;
            entry = entry[(int)UInt32(entry, 12)..];
        }
        return found;
    }

    private static ushort UInt16(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[offset..]);

    private static uint UInt32(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]);

    private static int Int64(ReadOnlySpan<byte> bytes, int offset) => checked((int)BinaryPrimitives.ReadInt64LittleEndian(bytes[offset..]));
}
