using ArchUnitNET.Fluent.Slices;
using ArchUnitNET.xUnitV3;
using Xunit;

namespace ArenaLearning.Architecture.Tests;

public sealed class LayerTests
{
    /// <summary>Projects whose namespaces are not in layers yet. None may come to these, and at the end there is none.</summary>
    private static readonly HashSet<string> NotInLayersYet = ["Endpoints", "Flywheel", "Judging"];

    public static TheoryData<string> ProjectNames => [.. Project.All.Select(project => project.Name)];

    [Theory]
    [MemberData(nameof(ProjectNames))]
    public void Namespaces_of_a_project_depend_on_each_other_one_way(string name)
    {
        if (NotInLayersYet.Contains(name)) return;
        SliceRuleDefinition.Slices().Matching("ArenaLearning.(**)").Should().BeFreeOfCycles()
            .Check(Project.All.Single(project => project.Name == name).Read());
    }
}
