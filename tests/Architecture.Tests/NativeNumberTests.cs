using Mono.Cecil;
using Mono.Cecil.Cil;
using Xunit;

namespace ArenaLearning.Architecture.Tests;

/// <summary>Numbers that native operators read must outlive the call: see <c>Scalars</c> in <c>shared/LanguageModels</c>.</summary>
public sealed class NativeNumberTests
{
    private const string Torch = "TorchSharp";

    private readonly Dictionary<string, bool> known = new(StringComparer.Ordinal);

    /// <summary>A number that TorchSharp makes of its own has nobody who keeps it: the garbage collector may free it while it is read.</summary>
    [Fact]
    public void No_operator_is_called_that_makes_a_number_of_its_own()
    {
        using var folders = new DefaultAssemblyResolver();
        folders.AddSearchDirectory(AppContext.BaseDirectory);
        var reading = new ReaderParameters { AssemblyResolver = folders };
        var calls =
            from project in Project.All
            let module = AssemblyDefinition.ReadAssembly(project.Assembly.Location, reading).MainModule
            where module.AssemblyReferences.Any(reference => reference.Name == Torch)
            from method in module.GetTypes().SelectMany(type => type.Methods)
            from called in Called(method)
            where !MakesNumber(called) && MakesNumberInside(called)
            select $"{method.DeclaringType.FullName}.{method.Name} calls {called.FullName}: give it the number that it makes, as one that lives on";

        Found.Nothing(calls.Distinct());
    }

    private bool MakesNumberInside(MethodReference called)
    {
        if (called.DeclaringType.Scope.Name is not (Torch or $"{Torch}.dll")) return false;
        if (known.TryGetValue(called.FullName, out var makes)) return makes;
        known[called.FullName] = false; // methods that call each other
        return known[called.FullName] = called.Resolve() is { } method && Called(method).Any(inner => MakesNumber(inner) || MakesNumberInside(inner));
    }

    private static bool MakesNumber(MethodReference called) =>
        called.Name == "ToScalar" || (called.Name == "op_Implicit" && called.DeclaringType.FullName == $"{Torch}.Scalar");

    private static IEnumerable<MethodReference> Called(MethodDefinition method) => !method.HasBody ? []
        : method.Body.Instructions
            .Where(instruction => instruction.OpCode == OpCodes.Call || instruction.OpCode == OpCodes.Callvirt || instruction.OpCode == OpCodes.Newobj)
            .Select(instruction => (MethodReference)instruction.Operand);
}
