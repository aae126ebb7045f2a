using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Files;

namespace ArenaLearning.Flywheel.Training;

/// <summary>
/// Fine-tuning on the target's own best answers (best of n, as in RAFT, arXiv 2304.06767, and Llama 2, arXiv 2307.09288): its samples of a
/// prompt battle each other, and the best one is learned, with D0 replayed beside. The judge of the battles says what is best.
/// </summary>
public sealed record RejectionSamplingStage : IStage
{
    public const string KindName = "rejection_sampling", StageLabel = "RS";

    public string Kind => KindName;
    public required string Name { get; init; }
    public required int Iteration { get; init; }
    public required string Prompts { get; init; }
    public bool ReusePrompts { get; init; }

    /// <summary>n of best of n.</summary>
    public required int Samples { get; init; }

    /// <summary>At which the samples are drawn; null for <c>battles.temperature</c>.</summary>
    public double? Temperature { get; init; }

    /// <summary>Whether the competitors battle too: they give the scores a wider measure, and nothing to learn.</summary>
    public bool Competitors { get; init; }

    /// <summary>Least score of an answer that is kept, 1 to 10; null for any.</summary>
    public double? MinimumScore { get; init; }

    /// <summary>Least distance of the best answer's score to the mean of the samples'.</summary>
    public double Gap { get; init; }

    /// <inheritdoc cref="TrainingSpec.SftFrom"/>
    public required string From { get; init; }

    public required TrainingRecipe Recipe { get; init; }
    public required GateSpec Gate { get; init; }

    string IStage.Label => StageLabel;
    StageBattles? IStage.Battles => new(Prompts, ReusePrompts, Samples, Competitors, Temperature);
    MiningRule? IStage.Mining => new(MiningKind.RejectionSampling, Gap, MinimumScore);
    IEnumerable<StageModel> IStage.Models => [new(Name, Recipe)];
    string IStage.NothingLeft => "no answer of the target was good enough to be kept, so there was nothing to train on";

    void IStage.Identify(IdentityKeys keys, string device)
    {
        StageIdentity.OfBattles(this, keys);
        keys.Add("temperature", Temperature, null);
        keys.Add("competitors", Competitors, false);
        keys.Add("minimum_score", MinimumScore, null);
        keys.Add("gap", Gap, 0);
        keys.Add("from", From);
        TrainingCampaignIdentity.Identify(Recipe, device, keys.Under("recipe"));
    }

    async Task<StageTraining?> IStage.TrainAsync(StageBench bench, CancellationToken cancellationToken)
    {
        if (bench.Mined is not { } mined) return null;
        var data = new TrainingData([mined.Rows, bench.Field.InitialRows]);
        return new(await bench.TrainAsync(new(Name, Recipe), bench.State.StartOf(From), data, cancellationToken), data);
    }
}
