using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Formats.Answers;
using ArenaLearning.Contracts.Formats.Recorded;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Generation.Responses;

namespace ArenaLearning.Generation.Recorded;

/// <summary>Answers prompts with answers that already exist.</summary>
public sealed class RecordedResponses(IArtifactStore artifacts) : IContestantResponses
{
    /// <summary>Files that are kept in memory: Arena-Hard has one a model.</summary>
    private const int Capacity = 64;

    private readonly ArtifactCache<RecordedAnswerIndex> files = new(
        Capacity, async file => await RecordedAnswerIndex.ReadAsync(await artifacts.MaterializeFileAsync(file)));

    public Type Reference => typeof(RecordedContestantReference);

    public Task<IReadOnlyList<ResponseResult>> AnswerAsync(GenerateResponses command, CancellationToken cancellationToken) =>
        AnswerAsync(((RecordedContestantReference)command.Contestant).Answers, command.Units);

    /// <returns>One result a unit, in the units' order. A unit without an answer fails with the reason; it is never an empty answer.</returns>
    public async Task<IReadOnlyList<ResponseResult>> AnswerAsync(RecordedAnswers recorded, IReadOnlyList<GenerationUnit> units)
    {
        try
        {
            var index = await files.GetAsync(recorded.File);
            return [.. units.Select(unit => Answer(index, recorded.Model, unit))];
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return [.. units.Select(unit => FailedResponse.Of(unit, e.Message))];
        }
    }

    private static ResponseResult Answer(RecordedAnswerIndex index, string model, GenerationUnit unit)
    {
        try
        {
            var answer = index.Find(model, unit.PromptId, unit.Messages.LastOrDefault(turn => turn.Role == "user")?.Content);
            var (text, _, isUnfinished) = Thinking.Split(answer.Response);
            if (isUnfinished)
                return FailedResponse.Of(
                    unit, $"the answer of {model} to prompt {unit.PromptId} ends within its thinking, so it is none: record it again with more tokens");
            return new()
            {
                UnitId = unit.UnitId,
                Text = text,
                PromptTokens = unit.Messages.Sum(turn => Words(turn.Content)),
                ResponseTokens = answer.Tokens ?? Words(text),
                LatencySeconds = 0,
                FinishReason = "stop",
                Model = model,
            };
        }
        catch (InvalidDataException e)
        {
            return FailedResponse.Of(unit, e.Message);
        }
    }

    /// <summary>Words stand for tokens: which tokenizer the model had, the file does not say.</summary>
    private static int Words(string text)
    {
        var words = 0;
        for (var i = 0; i < text.Length; i++)
            if (!char.IsWhiteSpace(text[i]) && (i == 0 || char.IsWhiteSpace(text[i - 1]))) words++;
        return words;
    }
}
