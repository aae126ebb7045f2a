using System.Runtime.InteropServices;
using System.Text;

namespace ArenaLearning.Services.Tests.DataMining.Embeddings;

/// <summary>
/// Writes an ONNX model of one node: <c>last_hidden_state = Gather(table, input_ids)</c>. Only what such a model needs of
/// the protocol buffers of ONNX (onnx.proto3) is written.
/// </summary>
internal static class TinyOnnx
{
    private const int Float = 1, Int64 = 7;

    /// <param name="table">The vector of each token.</param>
    public static byte[] LookUp(float[][] table)
    {
        var tensor = Message(Number(1, table.Length), Number(1, table[0].Length), Number(2, Float), Text(8, "table"),
            Bytes(9, MemoryMarshal.AsBytes<float>(table.SelectMany(row => row).ToArray()).ToArray()));
        var node = Message(Text(1, "table"), Text(1, "input_ids"), Text(2, "last_hidden_state"), Text(3, "look-up"), Text(4, "Gather"));
        var graph = Message(Bytes(1, node), Text(2, "tiny"), Bytes(5, tensor),
            Bytes(11, Value("input_ids", Int64, "batch", "tokens")), Bytes(11, Value("attention_mask", Int64, "batch", "tokens")),
            Bytes(12, Value("last_hidden_state", Float, "batch", "tokens", table[0].Length)));
        return Message(Number(1, 8), Bytes(7, graph), Bytes(8, Message(Text(1, ""), Number(2, 13))));
    }

    private static byte[] Value(string name, int type, params object[] dimensions)
    {
        var shape = Message([.. dimensions.Select(d => Bytes(1, d is int size ? Number(1, size) : Text(2, (string)d)))]);
        return Message(Text(1, name), Bytes(2, Bytes(1, Message(Number(1, type), Bytes(2, shape)))));
    }

    private static byte[] Message(params byte[][] fields) => [.. fields.SelectMany(field => field)];

    private static byte[] Number(int field, int value) => [.. Varint(field << 3), .. Varint(value)];

    private static byte[] Text(int field, string text) => Bytes(field, Encoding.UTF8.GetBytes(text));

    private static byte[] Bytes(int field, byte[] bytes) => [.. Varint((field << 3) | 2), .. Varint(bytes.Length), .. bytes];

    private static IEnumerable<byte> Varint(int value)
    {
        for (; value >= 0x80; value >>= 7) yield return (byte)(value | 0x80);
        yield return (byte)value;
    }
}
