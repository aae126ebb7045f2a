using System.Text.Json;
using ArenaLearning.Flywheel.Files;

namespace ArenaLearning.Flywheel.Judges;

/// <summary><see cref="JudgeSpec.Verifier"/> is written as the one word <c>verifier</c>, every other judge as a mapping.</summary>
internal sealed class JudgeJsonConverter : KindJsonConverter<JudgeSpec>
{
    public override JudgeSpec? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType != JsonTokenType.String ? base.Read(ref reader, typeToConvert, options)
        : reader.GetString() == JudgeSpec.Verifier.Name ? JudgeSpec.Verifier
        : throw new JsonException($"must be {JudgeSpec.Verifier.Name} or a judge");

    public override void Write(Utf8JsonWriter writer, JudgeSpec value, JsonSerializerOptions options)
    {
        if (ReferenceEquals(value, JudgeSpec.Verifier)) writer.WriteStringValue(value.Name);
        else base.Write(writer, value, options);
    }

    protected override Type? TypeOf(string? kind) => kind is not null && JudgeKinds.All.TryGetValue(kind, out var known) ? known.Type : null;
}
