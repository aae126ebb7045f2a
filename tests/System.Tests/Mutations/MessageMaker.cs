using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using ArenaLearning.Randomness;

namespace ArenaLearning.System.Tests.Mutations;

/// <summary>Makes messages of any type that have the right shape, and in their fields whatever a field can hold.</summary>
internal sealed class MessageMaker(SplitMix64 random)
{
    private const int Deepest = 6;

    private static readonly string[] Texts =
    [
        "", "a", "../../etc/passwd", "file:///nowhere/battles.jsonl", "s3://arena/runs/nothing", "ftp://nowhere", new('f', 64), "\0", "\ud83e\udd8a", "name: [",
        "name: a\nseed: 1\n", "2026-01-01T00:00:00Z", "auto", "DPO-I1", new('x', 5000),
    ];

    private static readonly double[] Numbers = [0, 1, 2, 7, 100, -1, 0.5, 1e-9];

    private static readonly NullabilityInfoContext Nullability = new();

    /// <summary>A JSON object for a record, or null.</summary>
    public JsonNode? Make(Type type, int depth = 0)
    {
        var inner = Nullable.GetUnderlyingType(type) ?? type;
        if (inner == typeof(string)) return Texts[random.Below(Texts.Length)];
        if (inner == typeof(bool)) return random.Below(2) == 0;
        if (inner == typeof(double) || inner == typeof(decimal)) return Numbers[random.Below(Numbers.Length)];
        if (inner.IsPrimitive) return (long)Numbers[random.Below(5)];
        if (inner == typeof(Guid)) return "22222222-2222-2222-2222-222222222222";
        if (inner == typeof(DateTimeOffset) || inner == typeof(DateTime)) return "2026-01-01T00:00:00+00:00";
        if (inner.IsEnum) return Enum.GetNames(inner)[random.Below(Enum.GetNames(inner).Length)];
        if (depth > Deepest) return null;
        if (Elements(inner, typeof(IReadOnlyDictionary<,>)) is [_, var value])
            return new JsonObject(Enumerable.Range(0, random.Below(3)).Select(i =>
                KeyValuePair.Create(i.ToString(CultureInfo.InvariantCulture), Make(value, depth + 1))));
        if (Elements(inner, typeof(IEnumerable<>)) is [var element])
            return new JsonArray([.. Enumerable.Range(0, random.Below(3)).Select(_ => Make(element, depth + 1))]);
        // The bus has interfaces for messages of its own.
        return inner.IsAbstract && !inner.IsInterface ? OfKind(inner, depth) : new JsonObject(Fields(inner, depth));
    }

    private JsonObject? OfKind(Type type, int depth)
    {
        var kinds = type.GetCustomAttributes<JsonDerivedTypeAttribute>().ToList();
        if (kinds.Count == 0) return null;
        var kind = kinds[random.Below(kinds.Count)];
        var name = type.GetCustomAttribute<JsonPolymorphicAttribute>()?.TypeDiscriminatorPropertyName ?? "$type";
        // The kind has to come first.
        return new JsonObject([KeyValuePair.Create(name, (JsonNode?)$"{kind.TypeDiscriminator}"), .. Fields(kind.DerivedType, depth)]);
    }

    private IEnumerable<KeyValuePair<string, JsonNode?>> Fields(Type type, int depth)
    {
        var types = type.IsInterface ? type.GetInterfaces().Append(type) : [type];
        foreach (var property in types.SelectMany(one => one.GetProperties()).Where(p => p.GetMethod is { IsStatic: false }
            && p.GetIndexParameters().Length == 0 && (type.IsInterface || p.SetMethod is not null) && p.GetCustomAttribute<JsonIgnoreAttribute>() is null))
        {
            var mayLack = Nullability.Create(property).WriteState == NullabilityState.Nullable;
            if (mayLack && random.Below(2) == 0) continue;
            yield return KeyValuePair.Create(char.ToLowerInvariant(property.Name[0]) + property.Name[1..], Make(property.PropertyType, depth + 1));
        }
    }

    private static Type[]? Elements(Type type, Type generic) => type.GetInterfaces().Append(type)
        .FirstOrDefault(one => one.IsGenericType && one.GetGenericTypeDefinition() == generic)?.GetGenericArguments();
}
