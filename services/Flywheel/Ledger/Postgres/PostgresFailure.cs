using System.Text.Json;
using ArenaLearning.Postgres;
using Npgsql;

namespace ArenaLearning.Flywheel.Ledger.Postgres;

/// <summary>Failures of the database in the ledger's own words.</summary>
internal static class PostgresFailure
{
    // https://www.postgresql.org/docs/current/errcodes-appendix.html; the others have names in Npgsql.
    private const string IdleInTransactionTimeout = "25P03";

    /// <summary>Whether an exception says that the database could not be read or written.</summary>
    public static bool Is(Exception e) => e is NpgsqlException or TimeoutException or JsonException;

    /// <summary>Whether the same may succeed a moment later: the server or the way to it is gone, or two got in each other's way.</summary>
    public static bool MayPass(Exception e) => IsOutage(e) || e is PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected };

    /// <param name="where">The database, for a person.</param>
    public static LedgerException Told(Exception e, string where) => e switch
    {
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } => new LedgerUnavailableException(
            $"{where} could not be written, for the server's disk is full: {Words(e)} What is recorded is safe. Make room on it; the campaign then "
            + "goes on.", e),
        _ when IsOutage(e) => new LedgerUnavailableException(
            $"{where} does not answer: {Words(e)} What is recorded is safe. Start the server, or mend the way to it; the campaign then goes on.", e),
        JsonException => new LedgerRefusedException(
            $"{where} holds a row that this version of Arena Learning cannot read: {e.Message} Go on with the version that wrote it.", e),
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } => new LedgerRefusedException(
            $"{where} does not exist. Make it, for example with `createdb`.", e),
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } =>
            new LedgerRefusedException(
                $"{where} does not let this process in: {Words(e)} Look at user and password in {PostgresAddress.Variable}.", e),
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } => new LedgerRefusedException(
            $"{where} does not let this user do what is needed: {Words(e)} Make the user the owner of the database.", e),
        PostgresException { SqlState: PostgresErrorCodes.DuplicateTable } => new LedgerRefusedException(
            $"{where} holds tables of something else: {Words(e)} Give the ledger a database of its own.", e),
        _ => new LedgerException($"{where} could not be read or written: {Words(e)} Its server's log says more.", e),
    };

    // What the server says itself is an outage where it shuts down, starts, or has no room for another connection.
    private static bool IsOutage(Exception e) => e switch
    {
        PostgresException { SqlState: var state } => state.StartsWith("08", StringComparison.Ordinal) || state.StartsWith("57P", StringComparison.Ordinal)
            || state is PostgresErrorCodes.TooManyConnections or IdleInTransactionTimeout,
        NpgsqlException or TimeoutException => true,
        _ => false,
    };

    /// <summary>The server's own sentence, or what broke the connection: neither holds a password.</summary>
    private static string Words(Exception e)
    {
        var words = e is PostgresException postgres ? postgres.MessageText : (e.InnerException ?? e).Message;
        return words.EndsWith('.') ? words : $"{words}.";
    }
}
