using ArchUnitNET.Domain;
using ArchUnitNET.Fluent;
using ArchUnitNET.Fluent.Syntax.Elements.Types;
using ArchUnitNET.xUnitV3;
using Xunit;
using static ArchUnitNET.Fluent.ArchRuleDefinition;

namespace ArenaLearning.Architecture.Tests;

/// <summary>Who may use what. Namespaces are given as regular expressions of their whole name.</summary>
public sealed class DependencyTests
{
    /// <summary>Command lines and the like that run all services in one process.</summary>
    private const string RunsEverything = "Arena";

    public static TheoryData<string> Services =>
        [.. Project.All.Where(project => project.Folder == "services" && project.Name != RunsEverything).Select(project => project.Name)];

    public static TheoryData<string> Shared => [.. Project.All.Where(project => project.Folder == "shared").Select(project => project.Name)];

    [Theory]
    [MemberData(nameof(Services))]
    public void A_service_uses_what_is_shared_and_no_other_service(string name) =>
        Check(In(Within(name)).Should().NotDependOnAny(In(Within([.. ServicesBut(name)]))));

    [Theory]
    [MemberData(nameof(Shared))]
    public void What_is_shared_uses_no_service(string name) =>
        Check(In(Within(name)).Should().NotDependOnAny(In(Within([.. ServicesBut("")]))));

    [Fact]
    public void MassTransit_is_for_consumers_their_definitions_and_the_hosting() =>
        Check(Types().That().DoNotResideInNamespaceMatching(Within("Hosting")).And().DoNotHaveNameMatching("Consumer(Definition)?$")
            .Should().NotDependOnAny(In("^MassTransit(\\.|$)")));

    [Fact]
    public void TorchSharp_is_for_models_their_training_and_what_loads_them() =>
        Check(Types().That().DoNotResideInNamespaceMatching(Within("LanguageModels", "Training"))
            .And().DoNotResideInNamespaceMatching(Within("Judging.RewardModels"))
            .Should().NotDependOnAny(In("^TorchSharp(\\.|$)")));

    [Fact]
    public void Databases_are_for_the_ledger_the_boards_and_the_cache_of_replies() =>
        Check(Types().That().DoNotResideInNamespaceMatching(Within("Postgres", "Flywheel.Ledger", "Ranking.Storage", "Endpoints.Cache"))
            .Should().NotDependOnAny(In("^(Microsoft\\.Data\\.Sqlite|Microsoft\\.EntityFrameworkCore|Npgsql|Medallion\\.Threading)(\\.|$)")));

    private static void Check(IArchRule rule) => rule.Check(Project.Everything);

    private static GivenTypesConjunction In(string namespaces) => Types(includeReferenced: true).That().ResideInNamespaceMatching(namespaces);

    private static string Within(params string[] namespaces) => $"^ArenaLearning\\.({string.Join('|', namespaces)})(\\.|$)";

    private static IEnumerable<string> ServicesBut(string name) =>
        Project.All.Where(project => project.Folder == "services" && project.Name != name).Select(project => project.Name);
}
