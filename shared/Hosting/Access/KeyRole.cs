namespace ArenaLearning.Hosting.Access;

/// <summary>What the bearer of a key may do. Each role may do what those before it may.</summary>
public enum KeyRole
{
    /// <summary>Reads: statuses, rankings, campaigns and what they come to.</summary>
    Reader,

    /// <summary>Starts campaigns and stops them.</summary>
    Operator,

    /// <summary>Does what cannot be undone.</summary>
    Admin,
}
