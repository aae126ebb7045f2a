using System.Threading.Channels;
using ArenaLearning.LanguageModels.Sampling;
using ArenaLearning.Randomness;

namespace ArenaLearning.Inference.Decoding;

/// <summary>What is to be decoded.</summary>
/// <param name="Prompt">Token ids, the generation prompt included.</param>
/// <param name="MaxTokens">Most tokens of the answer, the end token included; prompt and answer fit the model's positions.</param>
/// <param name="TopLogProbs">How many likeliest tokens to report at each place, 0 or more; null for no log-probabilities at all.</param>
public sealed record DecodingRequest(int[] Prompt, int MaxTokens, long Seed, double Temperature, double TopP, int? TopLogProbs = null);

/// <summary>A token of an answer, and natural log-probabilities by the model's own distribution, of temperature 1 and all tokens.</summary>
public sealed record DecodedToken(int Id, double LogProb = 0, IReadOnlyList<(int Id, double LogProb)>? Likeliest = null);

/// <summary>One answer on its way: the decoder writes, the request reads.</summary>
public sealed class DecodingSequence(DecodingRequest request, int endToken, CancellationToken cancelled)
{
    private readonly Channel<DecodedToken> tokens = Channel.CreateUnbounded<DecodedToken>(new() { SingleReader = true, SingleWriter = true });
    private readonly SplitMix64 random = new(request.Seed);
    private int decoded;

    public DecodingRequest Request => request;

    /// <summary>Nobody waits for it any more.</summary>
    public bool IsCancelled => cancelled.IsCancellationRequested;

    /// <summary>The tokens as they come, without the end token; they end with the answer, or with what went wrong.</summary>
    public ChannelReader<DecodedToken> Tokens => tokens.Reader;

    /// <summary>Whether the end token came, once <see cref="Tokens"/> has ended; false where the limit cut the answer.</summary>
    public bool Finished { get; private set; }

    /// <summary>Draws the next token from its logits, [V], which are spent.</summary>
    /// <returns>The token, or null where the answer is complete.</returns>
    internal int? Take(Span<float> logits)
    {
        var probabilities = request.TopLogProbs is { } count ? TokenLogProbs.Of(logits, count) : null;
        var token = TokenDraw.Next(logits, request.Temperature, random, request.TopP);
        Finished = token == endToken;
        if (!Finished) tokens.Writer.TryWrite(probabilities?.Token(token) ?? new(token));
        if (!Finished && ++decoded < request.MaxTokens) return token;
        tokens.Writer.TryComplete();
        return null;
    }

    internal void Fail(Exception why) => tokens.Writer.TryComplete(why);
}
