using System.Collections.Concurrent;
using System.Diagnostics;

namespace ArenaLearning.TestEndpoint;

/// <summary>
/// Counts calls and the time that they are in work. A call's work ends before its answer is sent, so that a client that
/// sends the next request at once is not seen as two.
/// </summary>
internal sealed class CallStatistics(int concurrency)
{
    private readonly Lock sync = new();
    private const int QuartersOfSecond = 4;
    private static readonly long Step = Stopwatch.Frequency / QuartersOfSecond;

    private readonly Dictionary<Fault, long> faults = [];
    private readonly List<long> busyBySteps = [];
    private readonly ConcurrentDictionary<string, int> attempts = new();
    private long requests, answered, overLimit, busyTicks, firstBegin, lastEnd, changedAt;
    private int inWork, maxInWork;

    /// <returns>How often this request has come before.</returns>
    public int Attempt(string body) => attempts.AddOrUpdate(body, 0, (_, n) => n + 1);

    /// <returns>False where the call goes beyond the limit; it is then not begun.</returns>
    public bool TryBegin()
    {
        lock (sync)
        {
            requests++;
            if (inWork >= concurrency)
            {
                overLimit++;
                return false;
            }
            var now = Advance();
            if (firstBegin == 0) firstBegin = now;
            maxInWork = Math.Max(maxInWork, ++inWork);
            return true;
        }
    }

    public void End(Fault? fault)
    {
        lock (sync)
        {
            lastEnd = Advance();
            inWork--;
            if (fault is { } kind) faults[kind] = faults.GetValueOrDefault(kind) + 1;
            if (fault is null or Fault.Slow) answered++;
        }
    }

    public EndpointStatistics Read()
    {
        lock (sync)
        {
            double busy = (double)busyTicks / Stopwatch.Frequency, span = (double)(lastEnd - firstBegin) / Stopwatch.Frequency;
            return new(requests, answered, attempts.Count, faults.ToDictionary(f => f.Key.ToString(), f => f.Value), maxInWork, overLimit,
                new(busy, span, span > 0 ? busy / (span * concurrency) : 0,
                    [.. busyBySteps.Select(ticks => Math.Round((double)ticks / (Step * concurrency), 3))]));
        }
    }

    private long Advance()
    {
        var now = Stopwatch.GetTimestamp();
        busyTicks += inWork * (now - changedAt);
        for (var at = changedAt; inWork > 0 && at < now;)
        {
            var step = (int)((at - firstBegin) / Step);
            while (busyBySteps.Count <= step) busyBySteps.Add(0);
            var end = Math.Min(now, firstBegin + ((step + 1) * Step));
            busyBySteps[step] += inWork * (end - at);
            at = end;
        }
        return changedAt = now;
    }
}
