using ArenaLearning.Contracts.Messages;
using ArenaLearning.Judging.Games;
using ArenaLearning.Judging.Verdicts;

namespace ArenaLearning.Judging.Judges;

/// <summary>Makes judges, each with the maker of its kind.</summary>
public sealed class JudgeFactory(IEnumerable<IJudgeMaker> makers)
{
    private readonly Dictionary<Type, IJudgeMaker> makers = makers.ToDictionary(maker => maker.Reference);

    /// <summary>A judge for one chunk: what it remembers goes with it.</summary>
    /// <exception cref="JudgeException">There can be no such judge; the message says what is wrong with its settings.</exception>
    /// <param name="device"><c>auto</c>, <c>cpu</c> or <c>cuda</c>: where a reward model computes.</param>
    public Task<IBattleJudge> CreateAsync(JudgeReference judge, string device = "auto") => makers.TryGetValue(judge.GetType(), out var maker)
        ? maker.MakeAsync(judge, device, this)
        : throw new JudgeException($"judge '{judge.Name}': this service makes no judges of kind {judge.Kind}: update it");
}
