namespace ArenaLearning.Postgres;

/// <param name="Found">The newest migration that the database has seen.</param>
/// <param name="Known">The newest that this process knows.</param>
public sealed record NewerTables(string Found, string Known);
