using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace ArenaLearning.Chart.Tests.Rendered;

/// <summary>YAML as Kubernetes reads it: as JSON.</summary>
internal static class YamlNodes
{
    /// <returns>Each document that says something.</returns>
    public static IEnumerable<JsonNode> Read(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return stream.Documents.Select(document => Of(document.RootNode)).OfType<JsonNode>();
    }

    private static JsonNode? Of(YamlNode node) => node switch
    {
        YamlMappingNode mapping => new JsonObject(mapping.Children.Select(child => KeyValuePair.Create(((YamlScalarNode)child.Key).Value!, Of(child.Value)))),
        YamlSequenceNode sequence => new JsonArray([.. sequence.Children.Select(Of)]),
        YamlScalarNode scalar => Of(scalar),
        _ => throw new ArgumentException($"{node.NodeType} at {node.Start}"),
    };

    // Read from text it can be taken as a number of any size.
    private static JsonNode Of(long number) => JsonNode.Parse(number.ToString(CultureInfo.InvariantCulture))!;

    private static JsonNode? Of(YamlScalarNode scalar)
    {
        var text = scalar.Value ?? "";
        if (scalar.Style is not ScalarStyle.Plain) return text;
        return text switch
        {
            "" or "~" or "null" => null,
            "true" => true,
            "false" => false,
            // Rights of files are written in octal.
            ['0', >= '0' and <= '7', ..] when text.All(char.IsAsciiDigit) => Of(Convert.ToInt64(text, 8)),
            _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => Of(number),
            _ when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
            _ => text,
        };
    }
}
