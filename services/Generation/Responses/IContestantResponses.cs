using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Generation.Responses;

/// <summary>Answers for contestants of one kind; registered once in <see cref="GenerationService"/>.</summary>
public interface IContestantResponses
{
    /// <summary>The type of <see cref="ContestantReference"/> that the kind has.</summary>
    Type Reference { get; }

    /// <param name="command">Its contestant is of the type <see cref="Reference"/>.</param>
    /// <returns>One result a unit, in the units' order; a unit that could not be answered says why.</returns>
    Task<IReadOnlyList<ResponseResult>> AnswerAsync(GenerateResponses command, CancellationToken cancellationToken);
}
