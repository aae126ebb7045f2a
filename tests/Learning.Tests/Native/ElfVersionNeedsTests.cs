using System.Buffers.Binary;
using System.Text;
using ArenaLearning.LanguageModels.Native;
using Xunit;

namespace ArenaLearning.Learning.Tests.Native;

public sealed class ElfVersionNeedsTests
{
    private const int NeedsOffset = 64;
    private const int FirstFlags = NeedsOffset + 16 + 4;
    private const int SecondFlags = FirstFlags + 16;

    [Fact]
    public void Only_the_named_version_becomes_weak()
    {
        var image = Library();
        Assert.True(ElfVersionNeeds.MarkWeak(image, "GLIBCXX_3.4.32"));
        Assert.Equal(0, image[FirstFlags]);
        Assert.Equal(2, image[SecondFlags]);
        Assert.Equal(1, Library().Zip(image).Count(pair => pair.First != pair.Second));
    }

    [Fact]
    public void A_version_that_is_not_needed_changes_nothing()
    {
        var image = Library();
        Assert.False(ElfVersionNeeds.MarkWeak(image, "GLIBCXX_3.4.3"));
        Assert.Equal(Library(), image);
    }

    [Fact]
    public void Damaged_libraries_are_refused_or_read_and_never_crash()
    {
        var random = new Random(1);
        var refused = 0;
        for (var i = 0; i < 2000; i++)
        {
            var image = Library();
            image[random.Next(image.Length)] = (byte)random.Next(256);
            if (!ElfVersionNeeds.MarkWeak(image.AsSpan(0, random.Next(2) == 0 ? image.Length : random.Next(image.Length)), "GLIBCXX_3.4.32"))
                refused++;
        }
        Assert.InRange(refused, 500, 1999);
    }

    // Header, one need of two versions, their names, and two section headers: names and needs.
    private static byte[] Library()
    {
        var names = Encoding.ASCII.GetBytes("\0libstdc++.so.6\0GLIBCXX_3.4.30\0GLIBCXX_3.4.32\0");
        var namesOffset = NeedsOffset + 48;
        var sections = namesOffset + names.Length;
        var image = new byte[sections + 2 * 64];
        new byte[] { 0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1 }.CopyTo(image, 0);
        Put(0x28, sections, 8);
        Put(0x3c, 2, 2);
        Put(NeedsOffset, 1, 2);
        Put(NeedsOffset + 2, 2, 2);
        Put(NeedsOffset + 4, 1, 4);
        Put(NeedsOffset + 8, 16, 4);
        Put(NeedsOffset + 16 + 8, 16, 4);
        Put(NeedsOffset + 16 + 12, 16, 4);
        Put(NeedsOffset + 32 + 8, 31, 4);
        names.CopyTo(image, namesOffset);
        Put(sections + 0x18, namesOffset, 8);
        Put(sections + 64 + 4, 0x6ffffffe, 4);
        Put(sections + 64 + 0x18, NeedsOffset, 8);
        Put(sections + 64 + 0x28, 0, 4);
        Put(sections + 64 + 0x2c, 1, 4);
        return image;

        void Put(int offset, long value, int bytes)
        {
            var buffer = new byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(buffer, value);
            buffer.AsSpan(0, bytes).CopyTo(image.AsSpan(offset));
        }
    }
}
