using ArenaLearning.LanguageModels.Decoder;
using ArenaLearning.LanguageModels.Native;
using ArenaLearning.LanguageModels.Sampling;
using Microsoft.Extensions.Logging;

namespace ArenaLearning.Inference.Decoding;

/// <summary>
/// Decodes the answers of one model, as many together as there are slots, on a thread of its own. A sequence enters as soon as a slot is
/// free, between two steps of the others, and leaves when it ends or nobody waits for it any more.
/// </summary>
public sealed class DecodingLoop : IAsyncDisposable
{
    private readonly SlotDecoder decoder;
    private readonly DecodingSequence?[] running;
    private readonly WaitingLine line;
    private readonly ILogger logger;
    private readonly Task loop;
    private volatile int decoding;

    /// <param name="slots">Answers that are decoded together.</param>
    /// <param name="queueLimit">Answers that may wait for a slot.</param>
    public DecodingLoop(DecoderParameters parameters, int slots, int queueLimit, ILogger logger)
    {
        decoder = new(parameters, slots);
        running = new DecodingSequence?[slots];
        line = new(queueLimit);
        this.logger = logger;
        loop = ComputeThread.RunAsync(Run);
    }

    /// <summary>Answers that wait for a slot.</summary>
    public int Waiting => line.Count;

    /// <summary>Answers that hold a slot.</summary>
    public int Decoding => decoding;

    /// <summary>Lets the sequences wait for their turn, all of them or, where the queue has too little room, none.</summary>
    /// <exception cref="DecodingStoppedException">The server is stopping.</exception>
    public bool TryEnqueue(IReadOnlyCollection<DecodingSequence> sequences) => line.TryAdd(sequences);

    /// <summary>Ends everything that runs or waits with <see cref="DecodingStoppedException"/>.</summary>
    public void Stop()
    {
        foreach (var sequence in line.Close()) sequence.Fail(new DecodingStoppedException());
    }

    public async ValueTask DisposeAsync()
    {
        Stop();
        await loop;
        decoder.Dispose();
    }

    private bool Run()
    {
        while (!line.IsClosed)
        {
            try
            {
                Admit();
                if (decoding > 0) Step();
            }
            catch (Exception e)
            {
                // The machine may be out of memory: whoever runs is told, and the next ones are tried.
                logger.LogError(e, "Decoding failed");
                Leave(e);
            }
        }
        Leave(new DecodingStoppedException());
        return true;
    }

    private void Admit()
    {
        for (var slot = 0; slot < running.Length; slot++)
        {
            if (running[slot] is { IsCancelled: true } left) End(slot, left, new OperationCanceledException());
            // A first token may end an answer, and the slot is free again.
            while (running[slot] is null && line.Take(wait: decoding == 0 && slot == running.Length - 1) is { } next)
            {
                (running[slot], decoding) = (next, decoding + 1);
                Give(slot, next, decoder.Begin(slot, next.Request.Prompt));
            }
        }
    }

    private void Step()
    {
        var logits = decoder.Step();
        var size = logits.Length / running.Length;
        for (var slot = 0; slot < running.Length; slot++)
            if (running[slot] is { } sequence) Give(slot, sequence, logits.AsSpan(slot * size, size));
    }

    private void Give(int slot, DecodingSequence sequence, Span<float> logits)
    {
        if (sequence.Take(logits) is { } token) decoder.Append(slot, token);
        else End(slot, sequence, null);
    }

    private void End(int slot, DecodingSequence sequence, Exception? why)
    {
        if (why is not null) sequence.Fail(why);
        decoder.End(slot);
        (running[slot], decoding) = (null, decoding - 1);
    }

    private void Leave(Exception why)
    {
        for (var slot = 0; slot < running.Length; slot++)
            if (running[slot] is { } sequence) End(slot, sequence, why);
    }
}
