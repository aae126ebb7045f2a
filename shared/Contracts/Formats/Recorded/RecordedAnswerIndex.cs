namespace ArenaLearning.Contracts.Formats.Recorded;

/// <summary>The answers of one file, by model and prompt.</summary>
public sealed class RecordedAnswerIndex
{
    private readonly string path;
    private readonly KeyedRowFile<RecordedAnswer> answers = new(
        answer => answer.Instruction is null ? [IdKey(answer.Model, answer.PromptId)]
            : [IdKey(answer.Model, answer.PromptId), InstructionKey(answer.Model, answer.Instruction)]);
    private readonly Dictionary<string, int> models = new(StringComparer.Ordinal);

    private RecordedAnswerIndex(string path) => this.path = path;

    /// <summary>The models of the file, in ordinal order, with the number of their answers.</summary>
    public IReadOnlyList<(string Model, int Answers)> Models =>
        [.. models.OrderBy(model => model.Key, StringComparer.Ordinal).Select(model => (model.Key, model.Value))];

    /// <exception cref="InvalidDataException">A row cannot be read, or a prompt is answered twice by a model; names file, line and field.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static async Task<RecordedAnswerIndex> ReadAsync(string path, CancellationToken cancellationToken = default)
    {
        var index = new RecordedAnswerIndex(path);
        await foreach (var answer in RecordedAnswerReader.ReadAsync(path, cancellationToken)) index.Add(answer);
        return index.models.Count > 0 ? index : throw new InvalidDataException($"{path}: there is no answer in the file");
    }

    /// <summary>
    /// By the prompt's id; in a file that holds instructions, also by the instruction, word for word. An answer whose own instruction is
    /// another than the one asked for is not taken, whatever its id.
    /// </summary>
    /// <param name="instruction">The prompt's last user turn.</param>
    /// <exception cref="InvalidDataException">There is no such answer; says what to do.</exception>
    public RecordedAnswer Find(string model, string promptId, string? instruction)
    {
        var answer = answers.Of(IdKey(model, promptId)).SingleOrDefault();
        if (answer is not null && (answer.Instruction is null || instruction is null || answer.Instruction == instruction)) return There(answer);
        if (instruction is not null && answers.Of(InstructionKey(model, instruction)) is { Count: > 0 } same)
        {
            if (same.Select(candidate => (candidate.Response, candidate.Missing is null)).Distinct().Count() == 1) return There(same[0]);
            throw new InvalidDataException(
                $"{path} has different answers of {model} to the instruction of prompt {promptId} "
                + $"(lines {string.Join(", ", same.Select(a => a.Line))}): keep one of them");
        }
        throw new InvalidDataException(
            !models.ContainsKey(model) ? $"{path} has no answers of {model}; it has those of {string.Join(", ", Models.Select(m => m.Model))}"
            : answer is not null
                ? $"{path}:{answer.Line}: the answer of {model} to prompt {promptId} is to another instruction: are the prompts those of the file?"
            : $"{path} has no answer of {model} to prompt {promptId}: add it to the file, or leave out the prompt");
    }

    private static RecordedAnswer There(RecordedAnswer answer) => answer.Missing is { } missing ? throw new InvalidDataException(missing) : answer;

    private void Add(RecordedAnswer answer)
    {
        if (answers.Of(IdKey(answer.Model, answer.PromptId)) is [var first, ..])
            throw new InvalidDataException(
                $"{path}:{answer.Line}: prompt_id: {answer.Model} answers {answer.PromptId} a second time (first in line {first.Line}): keep one of them");
        models[answer.Model] = models.GetValueOrDefault(answer.Model) + 1;
        answers.Add(answer);
    }

    private static string IdKey(string model, string promptId) => $"id\0{model}\0{promptId}";

    private static string InstructionKey(string model, string instruction) => $"instruction\0{model}\0{instruction}";
}
