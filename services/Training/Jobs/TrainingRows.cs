using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.LanguageModels.Tokenizers;
using ArenaLearning.Training.Sequences;
using ArenaLearning.Training.Trainers;

namespace ArenaLearning.Training.Jobs;

/// <summary>Reads datasets and encodes their rows. A row that does not fit into the model names its file and line.</summary>
internal sealed class TrainingRows(IArtifactStore artifacts, WordTokenizer tokenizer, int maxPositions)
{
    public Task<IReadOnlyList<TokenSequence>> SftAsync(IReadOnlyList<ArtifactReference> files, CancellationToken cancellationToken) =>
        ReadAsync<SftRow, TokenSequence>(files, row => row.Messages is [.., { Role: "assistant" } response]
            ? Sequence(row.Messages.SkipLast(1), response)
            : throw new ArgumentException("the last of its messages must be the assistant's"), cancellationToken);

    public Task<IReadOnlyList<PreferencePair>> PairsAsync(IReadOnlyList<ArtifactReference> files, CancellationToken cancellationToken) =>
        ReadAsync<PreferenceRow, PreferencePair>(
            files, row => new(Sequence(row.Prompt, Only(row.Chosen)), Sequence(row.Prompt, Only(row.Rejected))), cancellationToken);

    /// <summary>Pairs kept out of training, each with the name of the contestant whose response lost.</summary>
    public Task<IReadOnlyList<HeldOutPair>> HeldOutAsync(IReadOnlyList<ArtifactReference> files, CancellationToken cancellationToken) =>
        ReadAsync<PreferenceRow, HeldOutPair>(files, row => new(
            Sequence(row.Prompt, Only(row.Chosen)), Sequence(row.Prompt, Only(row.Rejected)), row.Provenance?.Rejected ?? "unknown"), cancellationToken);

    /// <summary>
    /// The first wrong token is the one that holds the first character of the first completion labelled wrong; that may be in its middle.
    /// Where nothing follows the right part, the response stopped too early, and the end token is what is wrong.
    /// </summary>
    public Task<IReadOnlyList<SupervisedResponse>> StepwiseAsync(IReadOnlyList<ArtifactReference> files, CancellationToken cancellationToken) =>
        ReadAsync<StepwiseRow, SupervisedResponse>(files, row =>
        {
            if (Given(row.Completions, "completions").Count != Given(row.Labels, "labels").Count)
                throw new ArgumentException("it needs as many labels as completions");
            var response = string.Concat(row.Completions);
            var right = row.Completions.Zip(row.Labels).TakeWhile(step => step.Second).Sum(step => step.First.Length);
            return new(
                Sequence(row.Prompt, ChatTurn.Assistant(response)),
                row.Labels.Contains(false) ? tokenizer.EncodeToTokens(response, out _).TakeWhile(token => token.Offset.End.Value <= right).Count() : null);
        }, cancellationToken);

    public Task<IReadOnlyList<PpoPrompt>> PromptsAsync(IReadOnlyList<ArtifactReference> files, int maxTokens, CancellationToken cancellationToken) =>
        ReadAsync<PromptOnlyRow, PpoPrompt>(
            files, row => new(Fitting(tokenizer.EncodeChat(Turns(row.Prompt), generationPrompt: true), maxTokens), row.Reference), cancellationToken);

    private TokenSequence Sequence(IEnumerable<ChatTurn> prompt, ChatTurn response)
    {
        var before = Turns(prompt);
        // An empty one is an answer all the same: a model that ends at once, and loses by it.
        if (response.Content is null) throw new ArgumentException("the assistant's turn has no content");
        return new(
            Fitting(tokenizer.EncodeChat([.. before, response]), 0), tokenizer.EncodeChat(before, generationPrompt: true).Length);
    }

    private int[] Fitting(int[] ids, int more) => ids.Length + more <= maxPositions ? ids
        : throw new ArgumentException($"its {ids.Length + more} tokens do not fit into the model's {maxPositions} positions");

    // A row of somebody else's may lack a field or hold null, whatever the record's type says.
    private static TList Given<TList>(TList? items, string name) where TList : class, System.Collections.IEnumerable =>
        items is null ? throw new ArgumentException($"it has no {name}")
        : items.Cast<object?>().Contains(null) ? throw new ArgumentException($"it has a null in its {name}") : items;

    private static ChatTurn[] Turns(IEnumerable<ChatTurn>? prompt)
    {
        ChatTurn[] turns = [.. Given(prompt, "prompt")];
        return Array.FindIndex(turns, turn => turn.Content is null) is >= 0 and var i
            ? throw new ArgumentException($"turn {i + 1} of its prompt has no content") : turns;
    }

    private static ChatTurn Only(IReadOnlyList<ChatTurn> turns) => turns is [{ Role: "assistant" } turn]
        ? turn : throw new ArgumentException("chosen and rejected must each be one turn of the assistant");

    private async Task<IReadOnlyList<TItem>> ReadAsync<TRow, TItem>(
        IReadOnlyList<ArtifactReference> files, Func<TRow, TItem> encode, CancellationToken cancellationToken)
    {
        var items = new List<TItem>();
        foreach (var file in files)
        {
            var path = await artifacts.MaterializeFileAsync(file, cancellationToken);
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
        }
        return items.Count > 0 ? items
            : throw new InvalidDataException($"There is no row to train on in {string.Join(", ", files.Select(file => file.Uri))}.");
    }
}
