using ArenaLearning.Contracts.Artifacts;

namespace ArenaLearning.DataMining.TestSets;

/// <summary>
/// Difficulty from battles that were fought: the standard deviation of the contestants' mean scores, in judge points.
/// A prompt that sets contestants apart is of use as a test, whether it is hard for all of them or not.
/// </summary>
public sealed class BattleDifficulty : IDifficultyRater
{
    private readonly Dictionary<string, double> spreads;

    private BattleDifficulty(string description, Dictionary<string, double> spreads) => (Description, this.spreads) = (description, spreads);

    public string Description { get; }

    public int Concurrency => 1;

    /// <param name="path">JSONL with <c>question_id</c>, which is a prompt's id, <c>model_a</c>, <c>model_b</c>, <c>score_a</c>, <c>score_b</c>.</param>
    /// <exception cref="InvalidDataException">A line is no battle; names file and line.</exception>
    public static async Task<BattleDifficulty> ReadAsync(string path, CancellationToken cancellationToken = default)
    {
        var scores = new Dictionary<string, Dictionary<string, (double Sum, int Count)>>(StringComparer.Ordinal);
        await foreach (var (line, battle) in JsonLines.ReadNumberedAsync<ScoredBattle>(path, cancellationToken))
        {
            if (string.IsNullOrEmpty(battle.QuestionId) || string.IsNullOrEmpty(battle.ModelA) || string.IsNullOrEmpty(battle.ModelB))
                throw new InvalidDataException($"{path}:{line}: must have question_id, model_a and model_b");
            if (battle is not { ScoreA: >= 1 and <= 10 and var scoreA, ScoreB: >= 1 and <= 10 and var scoreB })
                throw new InvalidDataException($"{path}:{line}: score_a and score_b must be numbers from 1 to 10; the spread of scores needs them");
            if (!scores.TryGetValue(battle.QuestionId, out var byModel)) scores[battle.QuestionId] = byModel = new(StringComparer.Ordinal);
            foreach (var (model, score) in new[] { (battle.ModelA, scoreA), (battle.ModelB, scoreB) })
            {
                var (sum, count) = byModel.GetValueOrDefault(model);
                byModel[model] = (sum + score, count + 1);
            }
        }
        return new($"standard deviation of the contestants' mean scores in {path}", scores.ToDictionary(
            prompt => prompt.Key, prompt => Deviation([.. prompt.Value.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => m.Value.Sum / m.Value.Count)])));
    }

    public Task<DifficultyRating> RateAsync(PromptRow prompt, CancellationToken cancellationToken = default) =>
        Task.FromResult(spreads.TryGetValue(prompt.Id, out var spread) ? new DifficultyRating(spread) : DifficultyRating.Failed("no battles"));

    private static double Deviation(double[] scores)
    {
        var mean = scores.Average();
        return Math.Sqrt(scores.Average(score => (score - mean) * (score - mean)));
    }

    /// <summary>What of a battle counts here; a file may have more.</summary>
    private sealed record ScoredBattle(string? QuestionId = null, string? ModelA = null, string? ModelB = null, double? ScoreA = null, double? ScoreB = null);
}
