namespace ArenaLearning.Flywheel.Work;

/// <summary>What asking an endpoint comes to.</summary>
/// <param name="Tokens">Prompt and response tokens.</param>
/// <param name="CostUsd">US dollars.</param>
public readonly record struct Spend(long Tokens, decimal CostUsd)
{
    public static Spend operator +(Spend a, Spend b) => new(a.Tokens + b.Tokens, a.CostUsd + b.CostUsd);
    public static Spend operator -(Spend a, Spend b) => new(a.Tokens - b.Tokens, a.CostUsd - b.CostUsd);
}

/// <summary>Most that may be spent; null for no limit.</summary>
public readonly record struct SpendLimit(long? Tokens, decimal? CostUsd)
{
    public bool Allows(Spend spend) => !(spend.Tokens > Tokens) && !(spend.CostUsd > CostUsd);
}

/// <summary>
/// What a campaign has spent and what is on its way. Work is let go only where the most that it can cost still fits into
/// every limit, so that no limit is passed.
/// </summary>
/// <param name="whole">Limit over all endpoints.</param>
/// <param name="limits">Limits of single endpoints, by name.</param>
/// <param name="spent">What earlier processes spent, by endpoint.</param>
/// <param name="shared">Of all campaigns of the process, which must allow the work too; null where there is none.</param>
public sealed class SpendBook(
    SpendLimit whole, IReadOnlyDictionary<string, SpendLimit> limits, IReadOnlyDictionary<string, Spend> spent, SpendBook? shared = null)
{
    private readonly Lock sync = new();
    private readonly Dictionary<string, Spend> spent = new(spent, StringComparer.Ordinal);
    private readonly Dictionary<string, Spend> reserved = new(StringComparer.Ordinal);
    private SpendLimit whole = whole;
    private SpendRefusal? refused;
    private TaskCompletionSource freed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>No limits and nothing spent.</summary>
    public static SpendBook Unlimited() => Of(default);

    /// <summary>One limit over all endpoints, and nothing spent.</summary>
    public static SpendBook Of(SpendLimit whole) => new(whole, new Dictionary<string, SpendLimit>(), new Dictionary<string, Spend>());

    /// <summary>The limit that first stood in the way, with what is spent of it by now; null while there was none.</summary>
    public SpendRefusal? Refused
    {
        get
        {
            lock (sync)
                return refused is null ? null : refused with
                {
                    Spent = refused.IsShared ? shared!.Total : refused.Endpoint is { } name ? spent.GetValueOrDefault(name) : Sum(spent),
                };
        }
    }

    /// <summary>Spent so far, all endpoints.</summary>
    public Spend Total
    {
        get
        {
            lock (sync) return Sum(spent);
        }
    }

    /// <summary>The campaign whose limit over all endpoints can be changed by <see cref="Change"/> and a command; null where only its file says it.</summary>
    public string? Campaign { get; init; }

    /// <summary>US dollars that are left of the limit over all endpoints; null where it has none.</summary>
    public decimal? LeftUsd
    {
        get
        {
            lock (sync) return whole.CostUsd is { } most ? most - Sum(spent).CostUsd : null;
        }
    }

    /// <summary>What is left of the book's own limits, of the one that is nearest to its end, from 0 to 1; null where there is none.</summary>
    public double? LeftShare
    {
        get
        {
            lock (sync)
            {
                var shares = limits.SelectMany(limit => Left(limit.Value, spent.GetValueOrDefault(limit.Key))).Concat(Left(whole, Sum(spent))).ToArray();
                return shares.Length == 0 ? null : Math.Clamp(shares.Min(), 0, 1);
            }

            static IEnumerable<double> Left(SpendLimit limit, Spend spent)
            {
                if (limit.Tokens is { } tokens) yield return tokens == 0 ? 0 : 1 - (double)spent.Tokens / tokens;
                if (limit.CostUsd is { } cost) yield return cost == 0 ? 0 : (double)(1 - spent.CostUsd / cost);
            }
        }
    }

    /// <summary>Puts another limit over all endpoints. What waits for room looks again; what was refused stays refused.</summary>
    public void Change(SpendLimit limit)
    {
        lock (sync)
        {
            if (whole == limit) return;
            whole = limit;
            Wake();
        }
    }

    /// <summary>Notes what was paid.</summary>
    public void Add(string endpoint, Spend paid)
    {
        lock (sync) spent[endpoint] = spent.GetValueOrDefault(endpoint) + paid;
        shared?.Add(endpoint, paid);
    }

    /// <summary>
    /// Sets money aside for work that is about to be sent, once that fits beside what is on its way; disposing what is returned
    /// frees it.
    /// </summary>
    /// <param name="most">The most that the work can cost, by endpoint; empty for work that asks none.</param>
    /// <param name="units">Units of the work.</param>
    /// <returns>Null where it does not even fit beside what is spent. Work that asks no endpoint always fits, also where more is spent than may be.</returns>
    public async Task<IDisposable?> ReserveAsync(IReadOnlyDictionary<string, Spend> most, int units, CancellationToken cancellationToken)
    {
        if (most.Count == 0) return new Reservation(this, most, null);
        var own = await ReserveOwnAsync(most, units, cancellationToken);
        if (own is null || shared is null) return own;
        try
        {
            if (await shared.ReserveAsync(most, units, cancellationToken) is { } common) return new Reservation(this, most, common);
        }
        catch
        {
            own.Dispose();
            throw;
        }
        own.Dispose();
        lock (sync) refused ??= new(null, Sum(most), units) { IsShared = true };
        return null;
    }

    private async Task<Reservation?> ReserveOwnAsync(IReadOnlyDictionary<string, Spend> most, int units, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task mayFit;
            lock (sync)
            {
                if (Broken(most, units, besideReserved: false) is { } limit)
                {
                    refused ??= limit;
                    return null;
                }
                if (Broken(most, units, besideReserved: true) is null)
                {
                    foreach (var (endpoint, amount) in most) reserved[endpoint] = reserved.GetValueOrDefault(endpoint) + amount;
                    return new(this, most, null);
                }
                mayFit = freed.Task;
            }
            await mayFit.WaitAsync(cancellationToken);
        }
    }

    private SpendRefusal? Broken(IReadOnlyDictionary<string, Spend> most, int units, bool besideReserved)
    {
        foreach (var (endpoint, amount) in most)
            if (!limits.GetValueOrDefault(endpoint).Allows(
                spent.GetValueOrDefault(endpoint) + (besideReserved ? reserved.GetValueOrDefault(endpoint) : default) + amount))
                return new(endpoint, amount, units);
        return whole.Allows(Sum(spent) + (besideReserved ? Sum(reserved) : default) + Sum(most)) ? null : new(null, Sum(most), units) { Campaign = Campaign };
    }

    private void Free(IReadOnlyDictionary<string, Spend> most)
    {
        lock (sync)
        {
            foreach (var (endpoint, amount) in most) reserved[endpoint] -= amount;
            Wake();
        }
    }

    private void Wake()
    {
        freed.SetResult();
        freed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private static Spend Sum(IReadOnlyDictionary<string, Spend> amounts) => amounts.Values.Aggregate(default(Spend), (sum, amount) => sum + amount);

    /// <param name="common">What is set aside of the shared budget; null for nothing.</param>
    private sealed class Reservation(SpendBook book, IReadOnlyDictionary<string, Spend> most, IDisposable? common) : IDisposable
    {
        private int freed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref freed, 1) != 0) return;
            book.Free(most);
            common?.Dispose();
        }
    }
}
