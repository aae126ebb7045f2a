using ArenaLearning.Contracts.Messages;
using ArenaLearning.DataMining.Embeddings;
using ArenaLearning.DataMining.TestSets;

namespace ArenaLearning.Arena.TestSets;

/// <summary>The settings of <c>arena testset build</c>.</summary>
/// <param name="Rules">Path of a rule list; null for the one that is shipped.</param>
public sealed record TestSetSpec(TestSetSettings Settings, string? Rules, EmbeddingSettings Embeddings, DifficultySpec Difficulty);

/// <summary>Who rates difficulty: battles that were fought, or a model; nobody where both are null.</summary>
/// <param name="Battles">Path of a battles file.</param>
/// <param name="Concurrency">Requests to the model under way at once.</param>
public sealed record DifficultySpec(string? Battles, EndpointModel? Model, int Concurrency);
