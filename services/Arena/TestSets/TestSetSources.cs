using ArenaLearning.Arena.Validation;
using ArenaLearning.DataMining.Cleaning;
using ArenaLearning.DataMining.Embeddings;
using ArenaLearning.DataMining.TestSets;

namespace ArenaLearning.Arena.TestSets;

/// <summary>The rules, models and battles that a build needs, opened before it starts.</summary>
internal sealed record TestSetSources(RuleList Rules, EmbeddingSource Embeddings, IDifficultyRater? Rater) : IDisposable
{
    /// <exception cref="CommandRefusedException">One of them cannot be used.</exception>
    public static async Task<TestSetSources> OpenAsync(TestSetSpec spec, CancellationToken cancellationToken)
    {
        try
        {
            var rules = spec.Rules is { } path ? RuleList.Parse(await File.ReadAllTextAsync(path, cancellationToken), path) : RuleList.Default;
            return new(rules, await EmbeddingSource.CreateAsync(spec.Embeddings, cancellationToken), await RaterAsync(spec.Difficulty, cancellationToken));
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            throw new CommandRefusedException(e.Message);
        }
    }

    public void Dispose() => Embeddings.Dispose();

    private static async Task<IDifficultyRater?> RaterAsync(DifficultySpec spec, CancellationToken cancellationToken) => spec switch
    {
        { Battles: { } battles } => await BattleDifficulty.ReadAsync(battles, cancellationToken),
        { Model: { } model } => new ChatDifficulty(model.Chat(), model.Model, spec.Concurrency),
        _ => null,
    };
}
