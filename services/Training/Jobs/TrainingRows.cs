using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.LanguageModels.Tokenizers;
using ArenaLearning.Training.Sequences;
using ArenaLearning.Training.Trainers;

namespace ArenaLearning.Training.Jobs;

/// <summary>Reads datasets and encodes their rows. A row that does not fit into the model names its file and line.</summary>
internal sealed class TrainingRows(WordTokenizer tokenizer, int maxPositions)
{
    public Task<IReadOnlyList<TokenSequence>> SftAsync(IReadOnlyList<ArtifactReference> files, CancellationToken cancellationToken) =>
        ReadAsync<SftRow, TokenSequence>(files, row => row.Messages is [.., { Role: "assistant" } response]
            ? Sequence(row.Messages.SkipLast(1), response) : throw new ArgumentException("the last of its messages must be the assistant's"), cancellationToken);

    public Task<IReadOnlyList<PreferencePair>> PairsAsync(IReadOnlyList<ArtifactReference> files, CancellationToken cancellationToken) =>
        ReadAsync<PreferenceRow, PreferencePair>(
            files, row => new(Sequence(row.Prompt, Only(row.Chosen)), Sequence(row.Prompt, Only(row.Rejected))), cancellationToken);

    /// <summary>Pairs kept out of training, each with the name of the contestant whose response lost.</summary>
    public Task<IReadOnlyList<HeldOutPair>> HeldOutAsync(IReadOnlyList<ArtifactReference> files, CancellationToken cancellationToken) =>
        ReadAsync<PreferenceRow, HeldOutPair>(files, row => new(
            Sequence(row.Prompt, Only(row.Chosen)), Sequence(row.Prompt, Only(row.Rejected)), row.Provenance.Rejected ?? "unknown"), cancellationToken);

    /// <summary>
    /// The first completion that is labelled wrong begins with the first wrong token. Where nothing follows the right part, the
    /// response stopped too early, and the end token is what is wrong.
    /// </summary>
    public Task<IReadOnlyList<SupervisedResponse>> StepwiseAsync(IReadOnlyList<ArtifactReference> files, CancellationToken cancellationToken) =>
        ReadAsync<StepwiseRow, SupervisedResponse>(files, row =>
        {
            if (row.Completions.Count != row.Labels.Count) throw new ArgumentException("it needs as many labels as completions");
            var wrong = row.Labels.Index().Where(label => !label.Item).Select(label => (int?)label.Index).FirstOrDefault();
            return new(
                Sequence(row.Prompt, ChatTurn.Assistant(string.Concat(row.Completions))),
                wrong is { } w ? tokenizer.Encode(string.Concat(row.Completions.Take(w))).Length : null);
        }, cancellationToken);

    public Task<IReadOnlyList<PpoPrompt>> PromptsAsync(IReadOnlyList<ArtifactReference> files, int maxTokens, CancellationToken cancellationToken) =>
        ReadAsync<PromptOnlyRow, PpoPrompt>(
            files, row => new(Fitting(tokenizer.EncodeChat(row.Prompt, generationPrompt: true), maxTokens), row.Reference), cancellationToken);

    private TokenSequence Sequence(IEnumerable<ChatTurn> prompt, ChatTurn response)
    {
        ChatTurn[] before = [.. prompt];
        return new(
            Fitting(tokenizer.EncodeChat([.. before, response]), 0), tokenizer.EncodeChat(before, generationPrompt: true).Length);
    }

    private int[] Fitting(int[] ids, int more) => ids.Length + more <= maxPositions ? ids
        : throw new ArgumentException($"its {ids.Length + more} tokens do not fit into the model's {maxPositions} positions");

    private static ChatTurn Only(IReadOnlyList<ChatTurn> turns) => turns is [{ Role: "assistant" } turn]
        ? turn : throw new ArgumentException("chosen and rejected must each be one turn of the assistant");

    private static async Task<IReadOnlyList<TItem>> ReadAsync<TRow, TItem>(
        IReadOnlyList<ArtifactReference> files, Func<TRow, TItem> encode, CancellationToken cancellationToken)
    {
        var items = new List<TItem>();
        foreach (var path in files.Select(file => file.LocalPath()))
            await foreach (var (line, row) in JsonLines.ReadNumberedAsync<TRow>(path, cancellationToken))
            {
                try
                {
                    items.Add(encode(row));
                }
                catch (ArgumentException e)
                {
                    throw new InvalidDataException($"{path}:{line}: the row cannot be trained on: {e.Message}", e);
                }
            }
        return items.Count > 0 ? items
            : throw new InvalidDataException($"There is no row to train on in {string.Join(", ", files.Select(file => file.LocalPath()))}.");
    }
}
