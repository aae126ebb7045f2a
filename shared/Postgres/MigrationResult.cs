namespace ArenaLearning.Postgres;

/// <summary>What came of the migration of tables: both say nothing where they are today's.</summary>
/// <param name="Newer">A newer version of the program has migrated them; null where none has.</param>
/// <param name="IsBusy">Another process does not come to an end with it.</param>
public sealed record MigrationResult(NewerTables? Newer, bool IsBusy);
