using System.Reflection;
using ArenaLearning.Hosting.Access;
using Google.Protobuf.Reflection;

namespace ArenaLearning.Hosting.OpenApi;

/// <summary>A service of the API that this process answers.</summary>
/// <param name="Implementation">Says by <see cref="NeedsAttribute"/> who may call what.</param>
internal sealed record ApiService(ServiceDescriptor Descriptor, Type Implementation)
{
    /// <param name="implementation">A class that derives from the base that protoc has written.</param>
    public static ApiService Of(Type implementation)
    {
        var written = implementation.BaseType?.DeclaringType
            ?? throw new ArgumentException($"{implementation} derives from no base of a gRPC service.", nameof(implementation));
        return new((ServiceDescriptor)written.GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!, implementation);
    }

    public KeyRole RoleOf(MethodDescriptor method) =>
        (Implementation.GetMethod(method.Name)?.GetCustomAttribute<NeedsAttribute>() ?? Implementation.GetCustomAttribute<NeedsAttribute>())?.Role
        ?? KeyRole.Admin;
}
