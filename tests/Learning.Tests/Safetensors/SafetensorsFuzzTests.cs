using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using ArenaLearning.LanguageModels.Safetensors;
using Xunit;

namespace ArenaLearning.Learning.Tests.Safetensors;

public sealed class SafetensorsFuzzTests
{
    private const int Mutations = 10_000;

    [Fact]
    public async Task Ten_thousand_damaged_files_are_refused_or_consistent()
    {
        var sound = await SoundFileAsync();
        var random = new Random(20240715);
        int refused = 0, read = 0;
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Mutations; i++)
        {
            var file = Mutate(sound, i % 4, random);
            try
            {
                var content = await SafetensorsReader.ReadAsync(new MemoryStream(file), $"mutation {i}", TestContext.Current.CancellationToken);
                RequireConsistent(content, file);
                read++;
            }
            catch (SafetensorsException exception)
            {
                Assert.StartsWith($"mutation {i}: ", exception.Message);
                refused++;
            }
        }
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        Assert.Equal(Mutations, refused + read);
        Assert.InRange(refused, 5_000, Mutations);
        Assert.InRange(read, 500, Mutations);
        Assert.InRange(allocated / Mutations, 0, 200_000); // bytes a file: nothing that a header claims is believed
    }

    // What is read tiles the data exactly: lengths follow from shapes, and the bytes are the file's own, in order.
    private static void RequireConsistent(SafetensorsFile content, byte[] file)
    {
        foreach (var tensor in content.Tensors)
            Assert.Equal(tensor.Shape.Aggregate((long)tensor.Type.Bytes(), (product, size) => product * size), tensor.Bytes.Length);
        var headerLength = BinaryPrimitives.ReadUInt64LittleEndian(file);
        Assert.Equal(file[(8 + (int)headerLength)..], content.Tensors.SelectMany(tensor => tensor.Bytes.ToArray()).ToArray());
    }

    private static byte[] Mutate(byte[] sound, int kind, Random random) => kind switch
    {
        0 => FlipBits(sound, random, sound.Length),
        1 => FlipBits(sound, random, HeaderEnd(sound)),
        2 => Resize(sound, random),
        _ => LieInHeader(sound, random),
    };

    private static byte[] FlipBits(byte[] sound, Random random, int end)
    {
        var file = (byte[])sound.Clone();
        for (var flips = random.Next(1, 4); flips > 0; flips--)
            file[random.Next(end)] ^= (byte)(1 << random.Next(8));
        return file;
    }

    private static byte[] Resize(byte[] sound, Random random)
    {
        var file = new byte[random.Next(3) == 0 ? sound.Length + random.Next(1, 64) : random.Next(sound.Length)];
        sound.AsSpan(0, Math.Min(file.Length, sound.Length)).CopyTo(file);
        return file;
    }

    // Replaces one value of one tensor, or repeats the tensor, in a header that is otherwise well-formed and of the right length.
    private static byte[] LieInHeader(byte[] sound, Random random)
    {
        var data = sound.AsSpan(HeaderEnd(sound)).ToArray();
        using var document = JsonDocument.Parse(sound.AsMemory(8, HeaderEnd(sound) - 8));
        var properties = document.RootElement.EnumerateObject().ToList();
        var victim = random.Next(properties.Count);
        var parts = properties.Select((property, index) =>
            $"\"{property.Name}\":{(index == victim ? Lie(property.Value, random) : property.Value.GetRawText())}").ToList();
        if (random.Next(8) == 0)
            parts.Add(parts[random.Next(parts.Count)]);
        if (random.Next(8) == 0)
            parts.RemoveAt(random.Next(parts.Count));
        var header = Encoding.UTF8.GetBytes($"{{{string.Join(',', parts)}}}");
        var file = new byte[8 + header.Length + data.Length];
        BinaryPrimitives.WriteUInt64LittleEndian(file, (ulong)header.Length);
        header.CopyTo(file, 8);
        data.CopyTo(file, 8 + header.Length);
        return file;
    }

    private static string Lie(JsonElement entry, Random random)
    {
        string[] numbers =
        [
            "0", "1", "-1", "2", "3", "4", "8", "16", "24", "1e2", "2.5", "2147483648", "4611686018427387904", "9223372036854775807",
            "18446744073709551616", "null", "\"4\"", "[]", "{}",
        ];
        string Number() => numbers[random.Next(numbers.Length)];
        string[] types = ["F32", "F16", "BF16", "I64", "I32", "U8", "BOOL", "F64", "F8_E4M3", "f32", "", "\\u0000", "\\ud800"];
        var type = entry.TryGetProperty("dtype", out var actual) ? actual.GetRawText() : "\"F32\"";
        var shape = entry.TryGetProperty("shape", out actual) ? actual.GetRawText() : "[]";
        var offsets = entry.TryGetProperty("data_offsets", out actual) ? actual.GetRawText() : "[0,4]";
        return random.Next(6) switch
        {
            0 => $$"""{"dtype":"{{types[random.Next(types.Length)]}}","shape":{{shape}},"data_offsets":{{offsets}}}""",
            1 => $$"""{"dtype":{{type}},"shape":[{{Number()}},{{Number()}}],"data_offsets":{{offsets}}}""",
            2 => $$"""{"dtype":{{type}},"shape":{{shape}},"data_offsets":[{{Number()}},{{Number()}}]}""",
            3 => $$"""{"dtype":{{type}},"shape":[{{string.Join(',', Enumerable.Repeat(Number(), random.Next(80)))}}],"data_offsets":{{offsets}}}""",
            4 => $$"""{"shape":{{shape}},"data_offsets":{{offsets}},"dtype":{{type}},"more":[{{Number()}}]}""",
            _ => Number(),
        };
    }

    private static int HeaderEnd(byte[] file) => 8 + (int)BinaryPrimitives.ReadUInt64LittleEndian(file);

    private static async Task<byte[]> SoundFileAsync()
    {
        using var stream = new MemoryStream();
        await SafetensorsWriter.WriteAsync(
            stream,
            [
                SafetensorsTensor.FromSingles("embed", [4, 3], [.. Enumerable.Range(0, 12).Select(i => i / 7f)], ElementType.F32),
                SafetensorsTensor.FromSingles("norm", [4], [1, 2, 3, 4], ElementType.F16),
                SafetensorsTensor.FromSingles("scale", [], [3], ElementType.BF16),
                new SafetensorsTensor("ids", ElementType.I64, [1, 3], new byte[24]),
                new SafetensorsTensor("mask", ElementType.BOOL, [6], new byte[6]),
                new SafetensorsTensor("none", ElementType.U8, [0, 5], ReadOnlyMemory<byte>.Empty),
            ],
            new Dictionary<string, string> { ["format"] = "pt" });
        return stream.ToArray();
    }
}
