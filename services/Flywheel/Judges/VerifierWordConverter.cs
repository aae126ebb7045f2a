using System.Text.Json;
using System.Text.Json.Serialization;

namespace ArenaLearning.Flywheel.Judges;

/// <summary><see cref="JudgeSpec.Verifier"/> is written as the one word <c>verifier</c>, every other judge as a mapping.</summary>
internal sealed class VerifierWordConverter : JsonConverter<JudgeSpec>
{
    public override JudgeSpec? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType != JsonTokenType.String
        ? JsonSerializer.Deserialize<JudgeSpec>(ref reader, options)
        : reader.GetString() == JudgeSpec.Verifier.Name ? JudgeSpec.Verifier : throw new JsonException($"must be {JudgeSpec.Verifier.Name} or a judge");

    public override void Write(Utf8JsonWriter writer, JudgeSpec value, JsonSerializerOptions options)
    {
        if (ReferenceEquals(value, JudgeSpec.Verifier)) writer.WriteStringValue(value.Name);
        else JsonSerializer.Serialize(writer, value, options);
    }
}
