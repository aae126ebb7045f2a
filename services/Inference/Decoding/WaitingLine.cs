namespace ArenaLearning.Inference.Decoding;

/// <summary>Sequences that wait for a slot, first come first served. Any thread adds, one takes.</summary>
internal sealed class WaitingLine(int capacity)
{
    private readonly object sync = new();
    private readonly LinkedList<DecodingSequence> waiting = new();
    private bool closed;

    public int Count
    {
        get { lock (sync) return waiting.Count; }
    }

    /// <summary>Takes all of them in or, where they do not all fit, none. Those that nobody waits for any more leave first.</summary>
    /// <exception cref="DecodingStoppedException">The line is closed.</exception>
    public bool TryAdd(IReadOnlyCollection<DecodingSequence> sequences)
    {
        lock (sync)
        {
            if (closed) throw new DecodingStoppedException();
            DropCancelled();
            if (waiting.Count + sequences.Count > capacity) return false;
            foreach (var sequence in sequences) waiting.AddLast(sequence);
            Monitor.Pulse(sync);
            return true;
        }
    }

    /// <summary>The next sequence; null where there is none, or the line is closed.</summary>
    /// <param name="wait">Whether to wait until there is one.</param>
    public DecodingSequence? Take(bool wait)
    {
        lock (sync)
        {
            DropCancelled();
            while (wait && !closed && waiting.Count == 0) Monitor.Wait(sync);
            if (closed || waiting.First is not { Value: var next }) return null;
            waiting.RemoveFirst();
            return next;
        }
    }

    public bool IsClosed
    {
        get { lock (sync) return closed; }
    }

    /// <summary>Nothing is taken in or handed out any more.</summary>
    /// <returns>What still waited.</returns>
    public IReadOnlyList<DecodingSequence> Close()
    {
        lock (sync)
        {
            closed = true;
            Monitor.PulseAll(sync);
            DecodingSequence[] left = [.. waiting];
            waiting.Clear();
            return left;
        }
    }

    private void DropCancelled()
    {
        for (var node = waiting.First; node is not null;)
        {
            var next = node.Next;
            if (node.Value.IsCancelled)
            {
                waiting.Remove(node);
                node.Value.Fail(new OperationCanceledException());
            }
            node = next;
        }
    }
}

/// <summary>The server is stopping.</summary>
public sealed class DecodingStoppedException() : Exception("The server is stopping.");
