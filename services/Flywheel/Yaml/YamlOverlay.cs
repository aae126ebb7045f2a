namespace ArenaLearning.Flywheel.Yaml;

/// <summary>Lays values over others. Trees are never changed: each call returns a new one.</summary>
public static class YamlOverlay
{
    /// <summary>Mappings are merged key by key; everything else is replaced.</summary>
    public static YamlMap Merge(YamlMap below, YamlMap above)
    {
        var entries = new Dictionary<string, YamlValue>(below.Entries, StringComparer.Ordinal);
        foreach (var (key, value) in above.Entries)
            entries[key] = value is YamlMap over && entries.GetValueOrDefault(key) is YamlMap under ? Merge(under, over) : value;
        return below with { Entries = entries };
    }

    /// <summary>The same values, whose keys are written below <paramref name="keyPrefix"/> in their file.</summary>
    public static YamlMap WithKeyPrefix(YamlMap map, string keyPrefix) => (YamlMap)Prefixed(map, keyPrefix);

    /// <summary>Sets the value at a path; list items are addressed by index, missing mappings are made.</summary>
    /// <param name="assignment"><c>key.path=value</c>, with a value in YAML.</param>
    /// <param name="option">Named in problems, for example <c>--set seed=7</c>.</param>
    /// <param name="read">What stands for a text of the value, however deep in it, by its key; null for the text itself.</param>
    /// <exception cref="FileRefusedException">No <c>=</c>, a value that is not YAML, or an index that a list does not have.</exception>
    public static YamlMap Set(YamlMap root, string assignment, string option, Func<string, YamlScalar, YamlScalar>? read = null)
    {
        var origin = Origin.OfOption(option);
        var equals = assignment.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0) throw new FileRefusedException(origin, "", "must be key.path=value, for example --set battles.temperature=0.8");
        var path = assignment[..equals].Trim().Split('.');
        if (path.Any(segment => segment.Length == 0))
            throw new FileRefusedException(origin, "", "the key path has an empty part");
        var value = YamlText.ParseOption(assignment[(equals + 1)..], option);
        return (YamlMap)Set(root, path, 0, read is null ? value : Read(path[^1], value, read), origin);
    }

    private static YamlValue Set(YamlValue? at, string[] path, int depth, YamlValue value, Origin origin)
    {
        if (depth == path.Length) return value;
        if (at is YamlList list)
        {
            if (!int.TryParse(path[depth], out var index) || index < 0 || index >= list.Items.Count)
                throw new FileRefusedException(origin, string.Join('.', path[..(depth + 1)]), list.Items.Count == 0
                    ? "the list is empty" : $"the list's items are 0 to {list.Items.Count - 1}");
            var items = list.Items.ToArray();
            items[index] = Set(items[index], path, depth + 1, value, origin);
            return list with { Items = items };
        }
        var map = at as YamlMap ?? new YamlMap(origin, new Dictionary<string, YamlValue>());
        var entries = new Dictionary<string, YamlValue>(map.Entries, StringComparer.Ordinal);
        entries[path[depth]] = Set(entries.GetValueOrDefault(path[depth]), path, depth + 1, value, origin);
        return map with { Entries = entries };
    }

    private static YamlValue Read(string key, YamlValue value, Func<string, YamlScalar, YamlScalar> read) => value switch
    {
        YamlMap map => map with { Entries = map.Entries.ToDictionary(e => e.Key, e => Read(e.Key, e.Value, read), StringComparer.Ordinal) },
        YamlList list => list with { Items = [.. list.Items.Select(item => Read(key, item, read))] },
        YamlScalar scalar => read(key, scalar),
        _ => value,
    };

    private static YamlValue Prefixed(YamlValue value, string keyPrefix)
    {
        var origin = value.Origin with { KeyPrefix = keyPrefix };
        return value switch
        {
            YamlMap map => new YamlMap(origin, map.Entries.ToDictionary(e => e.Key, e => Prefixed(e.Value, keyPrefix), StringComparer.Ordinal)),
            YamlList list => new YamlList(origin, [.. list.Items.Select(item => Prefixed(item, keyPrefix))]),
            _ => value with { Origin = origin },
        };
    }
}
