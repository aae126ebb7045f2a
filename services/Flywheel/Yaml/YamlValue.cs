namespace ArenaLearning.Flywheel.Yaml;

/// <summary>A value of a YAML file that knows where it was written.</summary>
public abstract record YamlValue(Origin Origin)
{
    /// <summary>What the value is, in the words of an error message.</summary>
    public abstract string Describe();
}

/// <param name="Plain">Written without quotes: only then can it be a number, a flag or null.</param>
public sealed record YamlScalar(Origin Origin, string Text, bool Plain) : YamlValue(Origin)
{
    /// <summary>Nothing, <c>~</c> or <c>null</c>.</summary>
    public bool IsNull => Plain && Text is "" or "~" or "null";

    public override string Describe() => IsNull ? "empty" : Plain ? Text : $"the text \"{Text}\"";
}

public sealed record YamlList(Origin Origin, IReadOnlyList<YamlValue> Items) : YamlValue(Origin)
{
    public override string Describe() => $"a list of {Items.Count}";
}

public sealed record YamlMap(Origin Origin, IReadOnlyDictionary<string, YamlValue> Entries) : YamlValue(Origin)
{
    public override string Describe() => "a mapping";

    /// <summary>Origin of the value at a path such as <c>competitors.0.checkpoint</c>, or of what is nearest above it.</summary>
    public Origin Locate(string path)
    {
        YamlValue at = this;
        foreach (var segment in path.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            var next = at switch
            {
                YamlMap map => map.Entries.GetValueOrDefault(segment),
                YamlList list when int.TryParse(segment, out var index) => list.Items.ElementAtOrDefault(index),
                _ => null,
            };
            if (next is null) break;
            at = next;
        }
        return at.Origin;
    }
}
