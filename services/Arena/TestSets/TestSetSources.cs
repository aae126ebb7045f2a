using ArenaLearning.Arena.Validation;
using ArenaLearning.Contracts.Files;
using ArenaLearning.DataMining.Cleaning;
using ArenaLearning.DataMining.Embeddings;
using ArenaLearning.DataMining.TestSets;
using ArenaLearning.Endpoints;
using ArenaLearning.Endpoints.Clients;
using ArenaLearning.Endpoints.Failures;
using ArenaLearning.Endpoints.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace ArenaLearning.Arena.TestSets;

/// <summary>The rules, models and battles that a build needs, opened before it starts.</summary>
internal sealed record TestSetSources(RuleList Rules, EmbeddingSource Embeddings, IDifficultyRater? Rater, IAsyncDisposable Owner) : IAsyncDisposable
{
    /// <exception cref="CommandRefusedException">One of them cannot be used.</exception>
    public static async Task<TestSetSources> OpenAsync(TestSetSpec spec, CancellationToken cancellationToken)
    {
        await RedisCheck.RunAsync(isNeeded: spec.Embeddings.Endpoint is not null || spec.Difficulty.Model is not null);
        var services = new ServiceCollection().AddLogging().AddEndpoints().BuildServiceProvider();
        try
        {
            var endpoints = services.GetRequiredService<EndpointClients>();
            var rules = spec.Rules is { } path ? RuleList.Parse(await DataFile.ReadTextAsync(path, cancellationToken), path) : RuleList.Default;
            return new(
                rules, await EmbeddingSource.CreateAsync(spec.Embeddings, endpoints, cancellationToken),
                await RaterAsync(spec.Difficulty, endpoints, cancellationToken), services);
        }
        catch (Exception e)
        {
            await services.DisposeAsync();
            if (e is InvalidDataException or EndpointException or IOException or UnauthorizedAccessException) throw new CommandRefusedException(e.Message);
            throw;
        }
    }

    public ValueTask DisposeAsync()
    {
        Embeddings.Dispose();
        return Owner.DisposeAsync();
    }

    private static async Task<IDifficultyRater?> RaterAsync(DifficultySpec spec, EndpointClients endpoints, CancellationToken cancellationToken)
    {
        if (spec.Battles is { } battles) return await BattleDifficulty.ReadAsync(battles, cancellationToken);
        if (spec.Model is not { } model) return null;
        EndpointKey.Read(model.Endpoint);
        return new ChatDifficulty(endpoints.Get(model), model.Model, spec.Concurrency);
    }
}
