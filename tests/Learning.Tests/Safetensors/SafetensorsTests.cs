using System.Buffers.Binary;
using System.Text;
using ArenaLearning.LanguageModels.Safetensors;
using Xunit;

namespace ArenaLearning.Learning.Tests.Safetensors;

public sealed class SafetensorsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_written_is_read_again_bit_by_bit()
    {
        using var folder = new TemporaryFolder();
        var bytes = Enumerable.Range(0, 256).Select(i => (byte)(i * 37)).ToArray();
        var tensors = Enum.GetValues<ElementType>()
            .Select(type => new SafetensorsTensor($"tensor {type} ü\"", type, [4, 2], bytes.AsMemory(0, 8 * type.Bytes()))).ToList();
        tensors.Add(new SafetensorsTensor("number", ElementType.F32, [], bytes.AsMemory(0, 4)));
        tensors.Add(new SafetensorsTensor("empty", ElementType.F32, [3, 0], ReadOnlyMemory<byte>.Empty));

        await SafetensorsWriter.WriteAsync(folder.File("a"), tensors, new Dictionary<string, string> { ["format"] = "pt" }, Cancellation);
        var read = await SafetensorsReader.ReadAsync(folder.File("a"), Cancellation);

        Assert.Equal("pt", Assert.Single(read.Metadata).Value);
        Assert.Equal(tensors.Count, read.Tensors.Count);
        foreach (var tensor in tensors)
        {
            var same = Assert.Single(read.Tensors, candidate => candidate.Name == tensor.Name);
            Assert.Equal(tensor.Type, same.Type);
            Assert.Equal(tensor.Shape, same.Shape);
            Assert.Equal(tensor.Bytes.ToArray(), same.Bytes.ToArray());
        }
    }

    [Fact]
    public async Task The_order_in_which_tensors_come_does_not_show_in_the_bytes()
    {
        using var folder = new TemporaryFolder();
        SafetensorsTensor[] tensors =
        [
            SafetensorsTensor.FromSingles("b", [2], [1, 2], ElementType.F32),
            SafetensorsTensor.FromSingles("a", [3], [3, 4, 5], ElementType.F16),
            SafetensorsTensor.FromSingles("c", [1], [6], ElementType.F32),
        ];
        await SafetensorsWriter.WriteAsync(folder.File("one"), tensors, cancellationToken: Cancellation);
        await SafetensorsWriter.WriteAsync(folder.File("two"), tensors.Reverse(), cancellationToken: Cancellation);
        Assert.Equal(File.ReadAllBytes(folder.File("one")), File.ReadAllBytes(folder.File("two")));
    }

    [Fact]
    public async Task The_layout_is_the_formats()
    {
        using var stream = new MemoryStream();
        await SafetensorsWriter.WriteAsync(stream, [SafetensorsTensor.FromSingles("w", [1, 2], [1, -2], ElementType.F32)], cancellationToken: Cancellation);
        const string header = """{"w":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}}""";
        var expected = new byte[8 + 56 + 8];
        BinaryPrimitives.WriteUInt64LittleEndian(expected, 56);
        Encoding.UTF8.GetBytes(header.PadRight(56)).CopyTo(expected, 8);
        BinaryPrimitives.WriteSingleLittleEndian(expected.AsSpan(64), 1);
        BinaryPrimitives.WriteSingleLittleEndian(expected.AsSpan(68), -2);
        Assert.Equal(expected, stream.ToArray());
    }

    [Fact]
    public async Task A_failed_write_leaves_the_former_file_and_nothing_else()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("a"), "former", Cancellation);
        var twice = SafetensorsTensor.FromSingles("w", [1], [1], ElementType.F32);
        await Assert.ThrowsAsync<ArgumentException>(() => SafetensorsWriter.WriteAsync(folder.File("a"), [twice, twice], cancellationToken: Cancellation));
        Assert.Equal([folder.File("a")], Directory.GetFiles(folder.Path));
        Assert.Equal("former", await File.ReadAllTextAsync(folder.File("a"), Cancellation));
    }

    [Theory]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4, "w", "takes 8 bytes, but data_offsets span 4")]
    [InlineData("""{"w":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,16]}}""", 16, "w", "too large to exist")]
    [InlineData("""{"w":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4, "w", "shape is missing or not an array of integers")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", 4, "w", "shape is missing or not an array of integers")]
    [InlineData("""{"w":{"dtype":"F99","shape":[1],"data_offsets":[0,4]}}""", 4, "w", "dtype 'F99' is not supported")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", 4, "w", "data_offsets must be two integers")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}""", 4, "w", "data_offsets must be two integers")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "w", "no gaps are allowed")]
    [InlineData("""{"v":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"w":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "w",
        "inside the tensor before it")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 3, "w", "Is the file truncated?")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 5, null, "1 bytes after the last tensor")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"w":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, null, "uplicate")]
    [InlineData("""{"w":7}""", 0, "w", "its entry is not an object")]
    [InlineData("""{"__metadata__":{"a":1}}""", 0, null, "__metadata__ must be an object whose values are strings")]
    [InlineData("""{"w":""", 0, null, "the header is not valid")]
    [InlineData("""{"\ud800":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, null, "the header is not valid")]
    [InlineData("[]", 0, null, "does not begin with '{'")]
    public async Task Headers_that_lie_are_refused_by_file_and_tensor(string header, int dataLength, string? tensor, string problem)
    {
        var exception = await Assert.ThrowsAsync<SafetensorsException>(() => ReadAsync(Encoding.UTF8.GetBytes(header), (ulong)header.Length, dataLength));
        Assert.Equal(tensor, exception.Tensor);
        Assert.StartsWith("weights.safetensors: ", exception.Message);
        Assert.Contains(problem, exception.Message);
    }

    [Theory]
    [InlineData(ulong.MaxValue, "at most 100000000 are allowed")]
    [InlineData(100_000_001UL, "at most 100000000 are allowed")]
    [InlineData(100_000_000UL, "but holds 2 after its length")]
    public async Task A_header_longer_than_the_file_is_refused_before_memory_is_taken(ulong claimed, string problem)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var exception = await Assert.ThrowsAsync<SafetensorsException>(() => ReadAsync("{}"u8.ToArray(), claimed, 0));
        Assert.Contains(problem, exception.Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public async Task A_file_without_even_a_length_is_refused()
    {
        var exception = await Assert.ThrowsAsync<SafetensorsException>(() => SafetensorsReader.ReadAsync(new MemoryStream([1, 2, 3]), "short", Cancellation));
        Assert.Contains("the file has 3 bytes", exception.Message);
    }

    private static Task<SafetensorsFile> ReadAsync(byte[] header, ulong claimedLength, int dataLength)
    {
        var file = new byte[8 + header.Length + dataLength];
        BinaryPrimitives.WriteUInt64LittleEndian(file, claimedLength);
        header.CopyTo(file, 8);
        return SafetensorsReader.ReadAsync(new MemoryStream(file), "weights.safetensors", Cancellation);
    }
}
