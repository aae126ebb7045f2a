using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Xunit;

namespace ArenaLearning.Architecture.Tests;

public sealed partial class NameTests
{
    private const int MostPositional = 8;

    /// <summary>Messages of the API are written by protoc, with names of the API's own.</summary>
    private static IEnumerable<Type> Written => Project.All.Where(project => project.Name != "Api").SelectMany(project => project.Assembly.GetTypes())
        .Where(type => type.Namespace is not null && type.Namespace.StartsWith("ArenaLearning.", StringComparison.Ordinal)
            && !type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false) && !type.Name.StartsWith('<'));

    [Fact]
    public void No_two_types_have_one_name()
    {
        var twice = Written.Where(type => !type.IsNested).GroupBy(type => type.Name).Where(group => group.Count() > 1);

        Found.Nothing(twice.Select(group => string.Join(" and ", group.Select(type => type.FullName).Order())));
    }

    [Fact]
    public void No_record_of_services_or_shared_has_more_than_eight_positional_parameters()
    {
        var wide = Written.Where(type => Positional(type) > MostPositional);

        Found.Nothing(wide.Select(type => $"{type.FullName}: {Positional(type)}"));
    }

    [Fact]
    public void Fields_are_named_in_camel_case_without_a_prefix()
    {
        const BindingFlags Own = BindingFlags.Instance | BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        var odd = Written.SelectMany(type => type.GetFields(Own))
            .Where(field => !field.IsLiteral && !(field.IsStatic && field.IsInitOnly) && !CamelCase.IsMatch(field.Name)
                && !field.IsDefined(typeof(CompilerGeneratedAttribute)) && !field.Name.StartsWith('<'));

        Found.Nothing(odd.Select(field => $"{field.DeclaringType!.FullName}.{field.Name}"));
    }

    [GeneratedRegex("^[a-z][A-Za-z0-9]*$")]
    private static partial Regex CamelCase { get; }

    /// <returns>What the compiler's own deconstruction of a record gives; 0 for any other type.</returns>
    private static int Positional(Type type) => type.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
        .Where(method => method.Name == "Deconstruct" && method.IsDefined(typeof(CompilerGeneratedAttribute)))
        .Select(method => method.GetParameters().Length).DefaultIfEmpty().Max();
}
