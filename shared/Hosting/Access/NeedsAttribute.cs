namespace ArenaLearning.Hosting.Access;

/// <summary>Which role a method asks for. One that says nothing lets nobody in.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class NeedsAttribute(KeyRole role) : Attribute
{
    public KeyRole Role { get; } = role;
}
