using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Judging.Judges;

/// <summary>Makes judges, each with the maker of its kind.</summary>
public sealed class JudgeFactory(IEnumerable<IJudgeMaker> makers)
{
    private readonly Dictionary<Type, IJudgeMaker> makers = makers.ToDictionary(maker => maker.Reference);

    /// <summary>A judge for one chunk: what it remembers goes with it.</summary>
    /// <exception cref="JudgeException">There can be no such judge; the message says what is wrong with its settings.</exception>
    public Task<IBattleJudge> CreateAsync(JudgeReference judge) => makers.TryGetValue(judge.GetType(), out var maker)
        ? maker.MakeAsync(judge, this)
        : throw new JudgeException($"judge '{judge.Name}': this service makes no judges of kind {judge.Kind}: update it");
}
