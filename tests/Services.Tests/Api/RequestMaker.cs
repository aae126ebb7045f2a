using System.Collections;
using ArenaLearning.Randomness;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace ArenaLearning.Services.Tests.Api;

/// <summary>Makes requests of any type that have the right shape, and in their fields whatever a field can hold.</summary>
internal sealed class RequestMaker(SplitMix64 random)
{
    private const int Deepest = 4;

    private const string Arena = """
        name: a
        seed: 1
        endpoints: [{ name: e, base_url: 'http://h/v1' }]
        contestants: [{ name: x, kind: openai, endpoint: e, model: m }]

        """;

    private static readonly string[] Texts =
        ["", "a", "b/../c", "../../etc/passwd", "YQ==", "arena-hard", new('f', 64), "\0", "\ud83e\udd8a", "name: [", Arena, "*", "a b%2f", new('x', 3000)];

    private static readonly int[] Numbers = [0, 1, 3, 1000, -1, int.MaxValue, int.MinValue];

    public string Text() => Texts[random.Below(Texts.Length)];

    public IMessage Make(MessageDescriptor type, int depth = 0)
    {
        var message = type.Parser.ParseFrom(ReadOnlySpan<byte>.Empty);
        foreach (var field in type.Fields.InDeclarationOrder().Where(_ => random.Below(4) > 0))
        {
            if (field.FieldType == FieldType.Message && depth >= Deepest) continue;
            var accessor = field.Accessor;
            if (field.IsMap)
            {
                var (key, value) = (field.MessageType.FindFieldByNumber(1), field.MessageType.FindFieldByNumber(2));
                ((IDictionary)accessor.GetValue(message))[Value(key, depth)] = Value(value, depth);
            }
            else if (field.IsRepeated)
            {
                for (var n = random.Below(3); n > 0; n--) ((IList)accessor.GetValue(message)).Add(Value(field, depth));
            }
            else accessor.SetValue(message, Value(field, depth));
        }
        return message;
    }

    private object Value(FieldDescriptor field, int depth) => field.FieldType switch
    {
        FieldType.Message => Wrapped(field.MessageType, depth),
        FieldType.String => Text(),
        FieldType.Bytes => ByteString.CopyFromUtf8(Text()),
        FieldType.Bool => random.Below(2) == 0,
        FieldType.Double => (double)Number(),
        FieldType.Float => (float)Number(),
        FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => (long)Number(),
        FieldType.UInt64 or FieldType.Fixed64 => (ulong)Math.Abs((long)Number()),
        FieldType.UInt32 or FieldType.Fixed32 => (uint)Math.Abs((long)Number()),
        // Of an enumeration too, whether there is such a value or not.
        FieldType.Enum => Enum.ToObject(field.EnumType.ClrType, Number()),
        _ => Number(),
    };

    private int Number() => Numbers[random.Below(Numbers.Length)];

    /// <summary>Wrappers of single values are their values.</summary>
    private object Wrapped(MessageDescriptor type, int depth) => type.File.Name == "google/protobuf/wrappers.proto"
        ? Value(type.FindFieldByNumber(1), depth) : Make(type, depth + 1);
}
