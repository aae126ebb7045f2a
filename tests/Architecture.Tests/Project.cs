using System.Reflection;
using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using Assembly = System.Reflection.Assembly;

namespace ArenaLearning.Architecture.Tests;

/// <summary>A project of <c>services/</c> or <c>shared/</c>, as it was built.</summary>
/// <param name="Folder"><c>services</c> or <c>shared</c>.</param>
/// <param name="Name">Of its folder; its namespaces start with <c>ArenaLearning.</c> and it.</param>
public sealed record Project(string Folder, string Name)
{
    private static readonly Lazy<ArchUnitNET.Domain.Architecture> AllTogether = new(ReadAll);

    /// <summary>The root of the repository, with a slash at its end.</summary>
    public static string Repository { get; } = typeof(Project).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(data => data.Key == "repository").Value!;

    /// <summary>All that there are, in the order of their names.</summary>
    public static IReadOnlyList<Project> All { get; } =
    [
        .. new[] { "services", "shared" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository, folder), "*.csproj", SearchOption.AllDirectories)
                .Select(path => new Project(folder, Path.GetFileNameWithoutExtension(path))))
            .OrderBy(project => project.Name, StringComparer.Ordinal),
    ];

    /// <summary>The types of all projects, and what each depends on.</summary>
    public static ArchUnitNET.Domain.Architecture Everything => AllTogether.Value;

    public string Namespace => $"ArenaLearning.{Name}";

    /// <summary>Whether a type is one of this project's. Type parameters have no namespace.</summary>
    public bool Has(IType type) => type.Namespace?.FullName is { } name
        && (name == Namespace || name.StartsWith(Namespace + ".", StringComparison.Ordinal));

    /// <exception cref="FileNotFoundException">This project does not reference it.</exception>
    public Assembly Assembly => Assembly.Load(Name == "Arena" ? "arena" : Namespace);

    private static ArchUnitNET.Domain.Architecture ReadAll() =>
        new ArchLoader().LoadAssemblies([.. All.Select(project => project.Assembly)]).Build();
}
