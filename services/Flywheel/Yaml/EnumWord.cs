using System.Text.Json;

namespace ArenaLearning.Flywheel.Yaml;

/// <summary>Words of a file that stand for the values of an enumeration: their snake_case names.</summary>
public static class EnumWord
{
    public static T Read<T>(string word) where T : struct, Enum => Enum.GetValues<T>().Single(value => Of(value) == word);

    public static IReadOnlyList<string> All<T>() where T : struct, Enum => [.. Enum.GetValues<T>().Select(Of)];

    public static string Of<T>(T value) where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()!);
}
