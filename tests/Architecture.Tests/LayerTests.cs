using ArchUnitNET.Domain;
using Xunit;

namespace ArenaLearning.Architecture.Tests;

public sealed class LayerTests
{
    public static TheoryData<string> ProjectNames => [.. Project.All.Select(project => project.Name)];

    [Theory]
    [MemberData(nameof(ProjectNames))]
    public void Each_namespace_of_a_project_uses_only_those_below_it(string name)
    {
        var uses = Uses(Project.All.Single(project => project.Name == name));

        // Layer by layer, takes away what uses nothing that is left, and what nothing that is left uses: circles remain.
        var left = uses.SelectMany(use => new[] { use.From, use.To }).ToHashSet();
        for (var layer = Layer(); layer.Length > 0; layer = Layer()) left.ExceptWith(layer);

        Found.Nothing(uses.Where(use => left.Contains(use.From) && left.Contains(use.To)).Select(use => $"{use.From} uses {use.To}: {use.Example}"));

        string[] Layer() =>
        [
            .. left.Where(space => !uses.Any(use => use.From == space && left.Contains(use.To))
                || !uses.Any(use => use.To == space && left.Contains(use.From))),
        ];
    }

    /// <summary>Which namespaces of a project use which others of it, with a type of each that does.</summary>
    private static IReadOnlyList<(string From, string To, string Example)> Uses(Project project) =>
    [
        .. Project.Everything.Types.Where(project.Has)
            .SelectMany(type => type.Dependencies.Select(used => (Type: type, used.Target)))
            // Of type parameters the library knows no project: any T is one and the same.
            .Where(use => use.Target is not GenericParameter && project.Has(use.Target) && use.Type.Namespace.FullName != use.Target.Namespace.FullName)
            .GroupBy(use => (use.Type.Namespace.FullName, use.Target.Namespace.FullName))
            .Select(uses => (uses.Key.Item1, uses.Key.Item2, $"{uses.First().Type.Name} needs {uses.First().Target.Name}")),
    ];
}
