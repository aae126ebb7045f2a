using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using ArenaLearning.Contracts.Artifacts;
using Microsoft.ML.Tokenizers;

namespace ArenaLearning.LanguageModels.Tokenizers;

/// <summary>
/// Splits text into words, single digits and single signs, and gives each a number. Words carry their spaces, so that texts of
/// known words come back exactly. In a checkpoint folder it is a Hugging Face <c>tokenizer.json</c> of model WordLevel.
/// </summary>
/// <remarks>
/// Text is only text: <c>&lt;eos&gt;</c> spelled out in a prompt is five ordinary pieces, never the special token, which
/// <see cref="EncodeChat"/> alone places. Transformers would read it as the special token.
/// </remarks>
public sealed partial class WordTokenizer : Tokenizer
{
    /// <summary>
    /// What is one piece: a digit; the answer's mark; a word with a following space and, where no word before took it, a leading one; any
    /// other sign; any other white space. It matches every character, so nothing is lost. Without look-around, leftmost alternative
    /// first, it means the same to .NET and to the Oniguruma of Hugging Face's tokenizers.
    /// </summary>
    internal const string Pattern = @"\d|#### ?| ?[A-Za-z']+ ?|[^\sA-Za-z\d]|\s";

    private readonly string[] tokens;
    private readonly Dictionary<string, int> ids;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> idsBySpan;

    internal WordTokenizer(IEnumerable<string> tokens)
    {
        this.tokens = [.. tokens];
        ids = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var id = 0; id < this.tokens.Length; id++)
            ids.Add(this.tokens[id], id);
        idsBySpan = ids.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Number of tokens, the special ones included: the rows of the embedding.</summary>
    public int VocabularySize => tokens.Length;

    /// <summary>Every token by id.</summary>
    public IReadOnlyList<string> Tokens => tokens;

    /// <summary>Learns the vocabulary: each piece of the texts once, in ordinal order behind the special tokens.</summary>
    public static WordTokenizer Train(IEnumerable<string> texts)
    {
        var pieces = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            foreach (var match in Pieces().EnumerateMatches(text))
                pieces.Add(text.Substring(match.Index, match.Length));
        }
        return new WordTokenizer(SpecialTokens.All.Concat(pieces));
    }

    /// <summary>Reads <c>tokenizer.json</c>.</summary>
    /// <exception cref="TokenizerException">The file is missing, damaged or of another kind of tokenizer.</exception>
    public static Task<WordTokenizer> LoadAsync(string folder, CancellationToken cancellationToken = default) =>
        TokenizerJson.ReadAsync(folder, cancellationToken);

    /// <summary>
    /// Writes <c>tokenizer.json</c>, and what Transformers reads beside it: <c>tokenizer_config.json</c>, <c>special_tokens_map.json</c>
    /// and <c>chat_template.jinja</c>, which renders a dialogue as <see cref="EncodeChat"/> does.
    /// </summary>
    /// <param name="maxPositions">The longest sequence of the model, in tokens, if known.</param>
    public Task SaveAsync(string folder, int? maxPositions = null, CancellationToken cancellationToken = default) =>
        TokenizerJson.WriteAsync(folder, tokens, maxPositions, cancellationToken);

    /// <summary>The ids of a text's pieces; <see cref="SpecialTokens.Unknown"/> for those that are not in the vocabulary.</summary>
    public int[] Encode(string text)
    {
        var ids = new List<int>(text.Length / 2 + 1);
        AppendText(ids, text);
        return [.. ids];
    }

    /// <summary>The text of the ids; special tokens stand for none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An id is outside the vocabulary.</exception>
    public string Decode(ReadOnlySpan<int> ids)
    {
        var text = new StringBuilder();
        foreach (var id in ids)
            text.Append(TextOf(id));
        return text.ToString();
    }

    /// <summary>
    /// A dialogue: <c>&lt;user&gt;</c> and the content for each user turn, <c>&lt;assistant&gt;</c>, the content and
    /// <c>&lt;eos&gt;</c> for each assistant turn.
    /// </summary>
    /// <param name="generationPrompt">Whether to end with <c>&lt;assistant&gt;</c>, after which the model responds.</param>
    /// <exception cref="ArgumentException">A turn is neither the user's nor the assistant's.</exception>
    public int[] EncodeChat(IReadOnlyList<ChatTurn> turns, bool generationPrompt = false)
    {
        var ids = new List<int>();
        foreach (var turn in turns)
        {
            var isAssistant = turn.Role == "assistant";
            if (!isAssistant && turn.Role != "user")
                throw new ArgumentException($"This model's dialogues have turns of user and assistant, not of '{turn.Role}'.", nameof(turns));
            ids.Add(isAssistant ? SpecialTokens.Assistant : SpecialTokens.User);
            AppendText(ids, turn.Content);
            if (isAssistant)
                ids.Add(SpecialTokens.EndOfSequence);
        }
        if (generationPrompt)
            ids.Add(SpecialTokens.Assistant);
        return [.. ids];
    }

    /// <inheritdoc/>
    public override OperationStatus Decode(IEnumerable<int> ids, Span<char> destination, out int idsConsumed, out int charsWritten)
    {
        (idsConsumed, charsWritten) = (0, 0);
        foreach (var id in ids)
        {
            if (id < 0 || id >= tokens.Length)
                return OperationStatus.InvalidData;
            if (!TextOf(id).TryCopyTo(destination[charsWritten..]))
                return OperationStatus.DestinationTooSmall;
            charsWritten += TextOf(id).Length;
            idsConsumed++;
        }
        return OperationStatus.Done;
    }

    /// <inheritdoc/>
    protected override EncodeResults<EncodedToken> EncodeToTokens(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
    {
        var source = text ?? textSpan.ToString();
        var tokens = new List<EncodedToken>();
        var consumed = 0;
        foreach (var match in Pieces().EnumerateMatches(source))
        {
            if (tokens.Count == settings.MaxTokenCount)
                break;
            consumed = match.Index + match.Length;
            var id = IdOf(source.AsSpan(match.Index, match.Length));
            tokens.Add(new EncodedToken(id, this.tokens[id], new Range(match.Index, consumed)));
        }
        return new EncodeResults<EncodedToken> { Tokens = tokens, CharsConsumed = consumed };
    }

    private void AppendText(List<int> ids, ReadOnlySpan<char> text)
    {
        foreach (var match in Pieces().EnumerateMatches(text))
            ids.Add(IdOf(text.Slice(match.Index, match.Length)));
    }

    // A special token's text is never a piece: no piece is longer than one character and holds '<'.
    private int IdOf(ReadOnlySpan<char> piece) => idsBySpan.TryGetValue(piece, out var id) ? id : SpecialTokens.Unknown;

    private string TextOf(int id)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(id);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(id, tokens.Length);
        return id < SpecialTokens.All.Count ? "" : tokens[id];
    }

    // .NET sees a character beyond U+FFFF as two: kept together, it is one piece here as it is elsewhere.
    [GeneratedRegex(@"[\uD800-\uDBFF][\uDC00-\uDFFF]|" + Pattern, RegexOptions.CultureInvariant)]
    private static partial Regex Pieces();
}
