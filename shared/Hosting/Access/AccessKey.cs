namespace ArenaLearning.Hosting.Access;

/// <summary>A key that a server knows.</summary>
/// <param name="Name">Who bears it, for logs.</param>
/// <param name="Sha256">Of the key, in lower-case hex: the key itself is nowhere.</param>
public sealed record AccessKey(string Name, KeyRole Role, string Sha256);
