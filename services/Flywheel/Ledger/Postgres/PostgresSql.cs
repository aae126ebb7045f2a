using Npgsql;

namespace ArenaLearning.Flywheel.Ledger.Postgres;

/// <summary>Plain statements. Parameters are <c>$1</c>, <c>$2</c> and so on, typed by their values; texts go through <see cref="StoredText"/>.</summary>
internal static class PostgresSql
{
    /// <returns>Rows that changed.</returns>
    public static async Task<int> RunAsync(
        this NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params object?[] values)
    {
        await using var command = Command(connection, sql, values);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public static async Task<List<T>> RowsAsync<T>(
        this NpgsqlConnection connection, string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken, params object?[] values)
    {
        await using var command = Command(connection, sql, values);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken)) rows.Add(read(reader));
        return rows;
    }

    public static string Text(this NpgsqlDataReader row, int column) => StoredText.Read(row.GetString(column));

    public static string? TextOrNull(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.Text(column);

    public static T? OrNull<T>(this NpgsqlDataReader row, int column) where T : struct => row.IsDBNull(column) ? null : row.GetFieldValue<T>(column);

    /// <returns>Null where the column is null.</returns>
    public static T? Json<T>(this NpgsqlDataReader row, int column) where T : class => LedgerJson.Read<T>(row.TextOrNull(column));

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, object?[] values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values) command.Parameters.Add(new() { Value = Stored(value) });
        return command;
    }

    private static object Stored(object? value) => value switch
    {
        null => DBNull.Value,
        string text => StoredText.Write(text)!,
        string?[] texts => Array.ConvertAll(texts, StoredText.Write),
        _ => value,
    };
}
