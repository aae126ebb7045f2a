using ArenaLearning.Postgres;
using Microsoft.Extensions.Configuration;
using Npgsql;
using Xunit;

namespace ArenaLearning.Services.Tests.Ledger;

public sealed class PostgresAddressTests
{
    [Theory]
    [InlineData("postgres://u:p@db/arena", "db", 5432, "arena", "u", "p")]
    [InlineData("postgresql://u:p@db.example:6000/arena/", "db.example", 6000, "arena", "u", "p")]
    [InlineData("postgres://db/arena", "db", 5432, "arena", null, null)]
    [InlineData("postgres://u@[::1]:7/a%20b", "::1", 7, "a b", "u", null)]
    [InlineData("postgres://us%40er:p%3Aa%2Fs%40s%25%3B%27@db/arena", "db", 5432, "arena", "us@er", "p:a/s@s%;'")]
    public void Parts_are_read_and_decoded(string text, string host, int port, string database, string? user, string? password)
    {
        var address = PostgresAddress.Parse(text);

        string[] all = [address.Pooled, address.Holding(TimeSpan.FromSeconds(30))];
        foreach (var connection in all.Select(settings => new NpgsqlConnectionStringBuilder(settings)))
            Assert.Equal(
                (host, port, database, user, password), (connection.Host, connection.Port, connection.Database, connection.Username, connection.Password));
        Assert.Equal($"PostgreSQL at {host}:{port}, database {database}", address.ToString());
    }

    [Theory]
    [InlineData("sslmode=verify-full", "SSL Mode", "VerifyFull")]
    [InlineData("sslmode=require&connect_timeout=3", "Timeout", "3")]
    [InlineData("sslrootcert=%2Fetc%2Fca.pem", "Root Certificate", "/etc/ca.pem")]
    [InlineData("search_path=arena", "Search Path", "arena")]
    [InlineData("pool_size=7", "Maximum Pool Size", "7")]
    [InlineData("command_timeout=9", "Command Timeout", "9")]
    public void Parameters_are_those_of_libpq(string query, string keyword, string value) =>
        Assert.Equal(value, $"{new NpgsqlConnectionStringBuilder(PostgresAddress.Parse($"postgres://u:p@db/arena?{query}").Pooled)[keyword]}");

    [Theory]
    [InlineData("secret", "is no address")]
    [InlineData("mysql://u:secret@db/arena", "is no address")]
    [InlineData("postgres://u:secret@/arena", "is no address")]
    [InlineData("postgres://u:sec#ret@db/arena", "is no address")]
    [InlineData("postgres://u:secret@db:port/arena", "is no address")]
    [InlineData("postgres://u:secret@db,db2/arena", "is no address")]
    [InlineData("postgres://u:sec@ret@db/arena", "is no address")]
    [InlineData("postgres://u:secret@db", "names no database")]
    [InlineData("postgres://u:secret@db/", "names no database")]
    [InlineData("postgres://u:secret@db/a/b", "more than one part")]
    [InlineData("postgres://u@db/arena?password=secret", "has a parameter that is not known")]
    [InlineData("postgres://u:secret@db/arena?sslmode=sometimes", "has a sslmode that cannot be read")]
    [InlineData("postgres://u:secret@db/arena?connect_timeout=secret", "has a connect_timeout that cannot be read")]
    public void What_cannot_be_read_is_refused_without_being_repeated(string text, string what)
    {
        var refused = Assert.Throws<ArgumentException>(() => PostgresAddress.Read(Settings((PostgresAddress.Variable, text))));

        Assert.StartsWith("ARENA_LEDGER", refused.Message, StringComparison.Ordinal);
        Assert.Contains(what, refused.Message, StringComparison.Ordinal);
        Assert.Contains("postgres://USER:PASSWORD@HOST", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sec", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_an_address_ledgers_are_elsewhere()
    {
        Assert.Null(PostgresAddress.Read(Settings()));
        Assert.Null(PostgresAddress.Read(Settings((PostgresAddress.Variable, " "))));
        // Said even where it is empty, the key decides.
        Assert.Null(PostgresAddress.Read(Settings(("Arena:Ledger", ""), (PostgresAddress.Variable, "postgres://db/arena"))));
    }

    private static IConfiguration Settings(params (string Key, string Value)[] values) => new ConfigurationBuilder()
        .AddInMemoryCollection(values.Select(value => KeyValuePair.Create(value.Key, (string?)value.Value))).Build();
}
