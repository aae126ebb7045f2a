using ArenaLearning.Settings;
using StackExchange.Redis;

namespace ArenaLearning.Endpoints.Redis;

/// <summary>Which Redis the processes of a system share, as the environment's <c>ARENA_REDIS</c> says.</summary>
public sealed record RedisAddress
{
    private static string EnvironmentVariable => KnownSettings.Redis.Variable;
    private const int DefaultPort = 6379;

    /// <summary>The key that is written to see whether Redis lets this process in.</summary>
    private static readonly RedisKey Trial = "{arena}:trial";

    private readonly Uri uri;

    private RedisAddress(Uri uri, int database) => (this.uri, Database) = (uri, database);

    public int Database { get; }

    private int Port => uri.Port < 0 ? DefaultPort : uri.Port;

    /// <returns>Null where the variable is not set.</returns>
    /// <exception cref="ArgumentException">Its value is no address.</exception>
    public static RedisAddress? FromEnvironment() => Read(KnownSettings.Redis.FromEnvironment());

    /// <param name="text"><c>redis://user:password@host:port/database</c>, of which only the host is required; <c>rediss://</c> for TLS.</param>
    /// <inheritdoc cref="FromEnvironment"/>
    public static RedisAddress? Read(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        if (Uri.TryCreate(text.Trim(), UriKind.Absolute, out var uri)
            && uri is { Scheme: "redis" or "rediss", Host.Length: > 0, Query.Length: 0, Fragment.Length: 0 })
        {
            var path = uri.AbsolutePath.Trim('/');
            if (path.Length == 0) return new(uri, 0);
            if (int.TryParse(path, out var database) && database >= 0) return new(uri, database);
        }
        // Not repeated: a password may stand anywhere in what is no address.
        throw new ArgumentException(
            $"{EnvironmentVariable} is no address of a Redis. Write redis://user:password@host:port/database, of which only the host is needed, "
            + "or rediss:// for TLS; or unset it to do without.");
    }

    /// <summary>Host and port, without user and password.</summary>
    public override string ToString() => $"{uri.Host}:{Port}";

    /// <returns>Why it cannot be used; null where it answers.</returns>
    public async Task<string?> ProblemAsync()
    {
        var options = Options();
        options.AbortOnConnectFail = true;
        try
        {
            await using var connection = await ConnectionMultiplexer.ConnectAsync(options);
            // As the limits do: a replica, or a user who may not, would answer a ping.
            await connection.GetDatabase().ScriptEvaluateAsync("redis.call('SET', KEYS[1], 1, 'PX', 1)", [Trial]);
            return null;
        }
        catch (Exception e) when (RedisOutage.Is(e))
        {
            return RedisOutage.Words(e);
        }
    }

    internal ConfigurationOptions Options()
    {
        var user = uri.UserInfo.Split(':', 2);
        var options = new ConfigurationOptions
        {
            ClientName = "arena",
            DefaultDatabase = Database,
            User = user[0].Length > 0 ? Uri.UnescapeDataString(user[0]) : null,
            Password = user.Length > 1 ? Uri.UnescapeDataString(user[1]) : null,
            Ssl = uri.Scheme == "rediss",
            SslHost = uri.Scheme == "rediss" ? uri.Host : null,
            // A process starts without Redis, and is quick to notice that it is back.
            AbortOnConnectFail = false,
            ConnectTimeout = 2000,
            ConnectRetry = 1,
            AsyncTimeout = 1000,
            SyncTimeout = 1000,
            ReconnectRetryPolicy = new LinearRetry(500),
            // While it is away work goes on without it, and is not to wait for it first.
            BacklogPolicy = BacklogPolicy.FailFast,
            IncludeDetailInExceptions = false,
        };
        options.EndPoints.Add(uri.Host, Port);
        return options;
    }
}
