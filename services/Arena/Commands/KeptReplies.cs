using ArenaLearning.Arena.Validation;
using ArenaLearning.Endpoints.Cache;
using ArenaLearning.Endpoints.Redis;
using ArenaLearning.Settings;

namespace ArenaLearning.Arena.Commands;

/// <summary>The replies that are kept, wherever that is. Every call throws <see cref="CommandRefusedException"/> where it cannot be used.</summary>
internal abstract class KeptReplies
{
    /// <summary>The path of the file, or where Redis is.</summary>
    public abstract string Place { get; }

    /// <exception cref="CommandRefusedException">The cache is off.</exception>
    public static KeptReplies Find()
    {
        var redis = RedisCheck.Address();
        return ReplyPlace.FromEnvironment(redis) switch
        {
            { File: { } path } => new InFile(path),
            { InRedis: true } => new InRedis(redis!),
            _ => throw new CommandRefusedException(
                $"The cache is off, for {KnownSettings.Cache.Variable} is '{ReplyPlace.OffWord}'. Set it to the folder that is meant, or unset it."),
        };
    }

    public abstract Task<IReadOnlyList<CachedModel>> ModelsAsync(CancellationToken cancellationToken);

    /// <param name="model">Null for all.</param>
    /// <returns>Replies that were there.</returns>
    public abstract Task<long> ClearAsync(string? model, CancellationToken cancellationToken);

    private sealed class InFile(string path) : KeptReplies
    {
        public override string Place => path;

        public override Task<IReadOnlyList<CachedModel>> ModelsAsync(CancellationToken cancellationToken) => Task.FromResult(Use(file => file.Models(), []));

        public override Task<long> ClearAsync(string? model, CancellationToken cancellationToken) => Task.FromResult(Use(file => (long)file.Clear(model), 0));

        // A file comes with the first reply: who looks makes none.
        private T Use<T>(Func<ReplyFile, T> work, T nothing)
        {
            if (!File.Exists(path)) return nothing;
            try
            {
                return ReplyFile.Use(path, work);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new CommandRefusedException($"{path} cannot be used: {e.Message} Delete it, or set {KnownSettings.Cache.Variable} to another folder.");
            }
        }
    }

    private sealed class InRedis(RedisAddress address) : KeptReplies
    {
        public override string Place => $"Redis at {address}";

        public override Task<IReadOnlyList<CachedModel>> ModelsAsync(CancellationToken cancellationToken) =>
            UseAsync(replies => replies.ModelsAsync(cancellationToken));

        public override Task<long> ClearAsync(string? model, CancellationToken cancellationToken) =>
            UseAsync(replies => replies.ClearAsync(model, cancellationToken));

        private async Task<T> UseAsync<T>(Func<RedisReplies, Task<T>> work)
        {
            try
            {
                await using var replies = await RedisReplies.OpenAsync(address);
                return await work(replies);
            }
            catch (Exception e) when (RedisOutage.Is(e))
            {
                throw new CommandRefusedException($"Redis at {address} cannot be used: {RedisOutage.Words(e)} "
                    + $"Check that it runs, and {KnownSettings.Redis.Variable}.");
            }
        }
    }
}
