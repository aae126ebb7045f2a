using ArenaLearning.DataMining.Cleaning;

namespace ArenaLearning.DataMining.TestSets;

/// <summary>What is built from a pool of prompts (Arena Learning, WizardArena; the defaults are the paper's).</summary>
/// <param name="Clusters">k of k-means over the embeddings; scaled down for a small pool.</param>
/// <param name="PerCluster">Prompts of each cluster in the Diverse set.</param>
/// <param name="RatedPerCluster">Further prompts of each cluster whose difficulty is rated.</param>
/// <param name="Hard">Prompts in the Hard set: the most difficult of the rated ones.</param>
/// <param name="Initial">Prompts in D0; null for a tenth of what the test sets leave.</param>
/// <param name="Parts">Equal parts D1, D2, ... of the rest.</param>
public sealed record TestSetSettings(
    CleaningSettings Cleaning, int Clusters = 500, int PerCluster = 2, int RatedPerCluster = 20, int Hard = 1000,
    int? Initial = null, int Parts = 9, long Seed = 1);
