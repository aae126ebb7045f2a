using System.Runtime.CompilerServices;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.LanguageModels.Checkpoints;
using ArenaLearning.LanguageModels.Decoder;
using ArenaLearning.LanguageModels.Native;
using ArenaLearning.LanguageModels.Tokenizers;
using ArenaLearning.Randomness;
using Microsoft.Extensions.AI;

namespace ArenaLearning.LanguageModels.Sampling;

/// <summary>A local checkpoint behind the interface of every model that can be talked to. One question at a time.</summary>
public sealed class CheckpointChatClient : IChatClient
{
    private readonly LoadedModel loaded;
    private readonly DecoderModel model;
    private readonly SemaphoreSlim oneAtATime = new(1);
    private readonly SplitMix64 seeds;

    private CheckpointChatClient(LoadedModel loaded, long seed)
    {
        this.loaded = loaded;
        model = new(loaded.Parameters, trainable: false);
        seeds = new(seed);
    }

    /// <param name="device"><c>auto</c>, <c>cpu</c> or <c>cuda</c>.</param>
    /// <param name="seed">Of the answers to questions that bring no seed of their own.</param>
    /// <exception cref="CheckpointException">The folder holds no language model that can be used.</exception>
    /// <exception cref="NativeTorchException">Torch does not load, or there is no such device.</exception>
    public static async Task<CheckpointChatClient> OpenAsync(
        string folder, string device, CancellationToken cancellationToken, long seed = 1) =>
        new(await LoadedModel.OpenAsync(folder, device, cancellationToken).ConfigureAwait(false), seed);

    /// <exception cref="ArgumentException">The dialogue leaves no room for an answer, or has a turn that the model does not know.</exception>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ChatTurn[] turns = [.. messages.Select(message => new ChatTurn(message.Role.Value, message.Text))];
        var prompt = loaded.Tokenizer.EncodeChat(turns, generationPrompt: true);
        var room = model.Config.MaxPositions - prompt.Length;
        if (room < 1)
            throw new ArgumentException($"The question takes {prompt.Length} of the model's {model.Config.MaxPositions} tokens: ask something shorter.");
        await oneAtATime.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var seed = options?.Seed ?? unchecked((long)seeds.Next());
            var response = await ComputeThread.RunAsync(() => BatchSampler.Sample(
                model, [prompt], [seed], options?.Temperature ?? 0, Math.Min(room, options?.MaxOutputTokens ?? room),
                SpecialTokens.EndOfSequence, cancellationToken)[0], cancellationToken).ConfigureAwait(false);
            return new(new ChatMessage(ChatRole.Assistant, loaded.Tokenizer.Decode(response.Tokens)))
            {
                FinishReason = response.Finished ? ChatFinishReason.Stop : ChatFinishReason.Length,
                Usage = new()
                {
                    InputTokenCount = prompt.Length,
                    OutputTokenCount = response.Tokens.Length,
                    TotalTokenCount = prompt.Length + response.Tokens.Length,
                },
            };
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    /// <summary>The whole answer at once: it comes in a few milliseconds.</summary>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var response = await GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        foreach (var update in response.ToChatResponseUpdates()) yield return update;
    }

    /// <summary>This client itself, or its <see cref="WordTokenizer"/>.</summary>
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null : serviceType.IsInstanceOfType(this) ? this : serviceType.IsInstanceOfType(loaded.Tokenizer) ? loaded.Tokenizer : null;

    public void Dispose()
    {
        model.Dispose();
        loaded.Dispose();
        oneAtATime.Dispose();
    }
}
