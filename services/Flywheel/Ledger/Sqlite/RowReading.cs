using Microsoft.Data.Sqlite;

namespace ArenaLearning.Flywheel.Ledger.Sqlite;

/// <summary>Columns that may be null, and columns of JSON.</summary>
internal static class RowReading
{
    public static string? TextOrNull(this SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static int? WholeOrNull(this SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt32(column);

    public static double? NumberOrNull(this SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetDouble(column);

    public static bool? FlagOrNull(this SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetBoolean(column);

    /// <returns>Null where the column is null.</returns>
    public static T? Json<T>(this SqliteDataReader row, int column) where T : class =>
        LedgerJson.Read<T>(row.TextOrNull(column));
}
