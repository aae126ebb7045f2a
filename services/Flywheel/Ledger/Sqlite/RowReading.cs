using System.Text.Json;
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
        row.IsDBNull(column) ? null : JsonSerializer.Deserialize<T>(row.GetString(column), LedgerJson.Options);

    /// <returns>Null, for the column, where there is nothing.</returns>
    public static string? ToJson<T>(T? value) where T : class => value is null ? null : JsonSerializer.Serialize(value, LedgerJson.Options);

    /// <inheritdoc cref="ToJson{T}(T)"/>
    public static string? ToJson<T>(IReadOnlyList<T> values) => values.Count == 0 ? null : JsonSerializer.Serialize(values, LedgerJson.Options);
}
