using System.Runtime.CompilerServices;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.LanguageModels.Checkpoints;
using ArenaLearning.LanguageModels.Decoder;
using ArenaLearning.LanguageModels.Native;
using ArenaLearning.LanguageModels.Tokenizers;
using Microsoft.Extensions.AI;

namespace ArenaLearning.LanguageModels.Sampling;

/// <summary>A local checkpoint behind the interface of every model that can be talked to. One question at a time.</summary>
public sealed class CheckpointChatClient : IChatClient
{
    private readonly Checkpoint checkpoint;
    private readonly DecoderParameters parameters;
    private readonly DecoderModel model;
    private readonly SemaphoreSlim oneAtATime = new(1);
    private readonly SplitMix seeds;

    private CheckpointChatClient(Checkpoint checkpoint, string device, long seed)
    {
        this.checkpoint = checkpoint;
        parameters = DecoderParameters.Of(checkpoint, scoreHead: false, TorchDevice.Of(device));
        model = new(parameters, trainable: false);
        seeds = new(seed);
    }

    /// <param name="device"><c>auto</c>, <c>cpu</c> or <c>cuda</c>.</param>
    /// <param name="seed">Of the answers to questions that bring no seed of their own.</param>
    /// <exception cref="CheckpointException">The folder holds no language model that can be used.</exception>
    /// <exception cref="NativeTorchException">Torch does not load, or there is no such device.</exception>
    public static async Task<CheckpointChatClient> OpenAsync(
        string folder, string device, CancellationToken cancellationToken, long seed = 1)
    {
        var checkpoint = await CheckpointFolder.ReadAsync(folder, cancellationToken).ConfigureAwait(false);
        if (checkpoint.IsRewardModel)
            throw new CheckpointException(folder, "it is a reward model, which answers nothing. Name a language model.");
        TorchRuntime.Start();
        return Create(checkpoint, device, seed);
    }

    /// <exception cref="ArgumentException">The dialogue leaves no room for an answer, or has a turn that the model does not know.</exception>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ChatTurn[] turns = [.. messages.Select(message => new ChatTurn(message.Role.Value, message.Text))];
        var prompt = checkpoint.Tokenizer.EncodeChat(turns, generationPrompt: true);
        var room = checkpoint.Config.MaxPositions - prompt.Length;
        if (room < 1)
            throw new ArgumentException($"The question takes {prompt.Length} of the model's {checkpoint.Config.MaxPositions} tokens: ask something shorter.");
        await oneAtATime.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var seed = options?.Seed ?? unchecked((long)seeds.Next());
            var response = await ComputeThread.RunAsync(() => BatchSampler.Sample(
                model, [prompt], [seed], options?.Temperature ?? 0, Math.Min(room, options?.MaxOutputTokens ?? room),
                SpecialTokens.EndOfSequence, cancellationToken)[0], cancellationToken).ConfigureAwait(false);
            return new(new ChatMessage(ChatRole.Assistant, checkpoint.Tokenizer.Decode(response.Tokens)))
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

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
        model.Dispose();
        parameters.Dispose();
        oneAtATime.Dispose();
    }

    // Apart, so that no TorchSharp type is touched before its natives are there.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static CheckpointChatClient Create(Checkpoint checkpoint, string device, long seed) => new(checkpoint, device, seed);
}
