using System.Collections.Concurrent;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Endpoints.Cache;
using ArenaLearning.Endpoints.Connections;
using ArenaLearning.Endpoints.Failures;
using ArenaLearning.Endpoints.Redis;
using ArenaLearning.Endpoints.Settings;
using ArenaLearning.Endpoints.SharedLimits;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace ArenaLearning.Endpoints.Clients;

/// <summary>
/// The models behind endpoints, for all workers of a process: who asks for the same endpoint shares its limits, its
/// retries and its outages, and who asks the same thing shares the answer. With Redis, limits and answers are shared with other
/// processes too.
/// </summary>
public sealed class EndpointClients : IAsyncDisposable
{
    private readonly ReplyCache cache;
    private readonly EndpointResilience resilience;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly RedisLink? redis;
    private readonly Func<EndpointSettings, HttpMessageHandler> handlers;
    private readonly ConcurrentDictionary<EndpointSettings, Lazy<EndpointConnection>> connections = new();
    private readonly ConcurrentDictionary<EndpointModel, IChatClient> clients = new();
    private readonly ConcurrentDictionary<(string BaseUrl, string Model), ModelAbilities> abilities = new();
    private readonly ConcurrentDictionary<EndpointModel, IEmbeddingGenerator<string, Embedding<float>>> embeddings = new();

    internal EndpointClients(
        ReplyCache cache, EndpointResilience resilience, TimeProvider time, ILogger<EndpointClients> logger, RedisLink? redis,
        Func<EndpointSettings, HttpMessageHandler>? handlers = null)
    {
        (this.cache, this.resilience, this.time, this.logger, this.redis) = (cache, resilience, time, logger, redis);
        this.handlers = handlers ?? EndpointConnection.Handler;
    }

    /// <summary>The model as a chat client. It is shared: disposing of it does nothing.</summary>
    /// <exception cref="EndpointException">The settings cannot be used, for example an <c>extra_body</c> that is no JSON object.</exception>
    public IChatClient Get(EndpointModel model)
    {
        if (clients.TryGetValue(model, out var known)) return known;
        EndpointRules.Check(model);
        // Whoever traces sees each call, and nothing of what was asked and answered, whatever the environment says.
        return clients.GetOrAdd(model, new EndpointChatClient(model, Connection(model.Endpoint), cache, Abilities(model)).AsBuilder()
            .UseOpenTelemetry(configure: traced => traced.EnableSensitiveData = false).Build());
    }

    /// <summary>The model as a generator of embeddings, which has no use for sampling and system prompt. It is shared: disposing of it does nothing.</summary>
    /// <inheritdoc cref="Get"/>
    public IEmbeddingGenerator<string, Embedding<float>> Embeddings(EndpointModel model)
    {
        if (embeddings.TryGetValue(model, out var known)) return known;
        EndpointRules.Check(model);
        return embeddings.GetOrAdd(model, new EndpointEmbeddings(model, Connection(model.Endpoint), cache));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in connections.Values)
            if (connection.IsValueCreated) await connection.Value.DisposeAsync();
    }

    private ModelAbilities Abilities(EndpointModel model) => abilities.GetOrAdd(
        (model.Endpoint.BaseUrl.TrimEnd('/'), model.Model), key => new(model.Endpoint.Name, key.Model, logger));

    private EndpointConnection Connection(EndpointSettings settings) => connections.GetOrAdd(settings, key => new(
        () => new EndpointConnection(
            key, resilience, time, logger, handlers(key), redis is null ? null : new SharedEndpoint(redis, key, resilience.PlaceLease, logger)))).Value;
}
