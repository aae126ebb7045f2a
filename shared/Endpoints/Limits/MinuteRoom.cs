using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Endpoints.Limits;

/// <summary>The minutes of an endpoint that nobody but this process asks.</summary>
internal sealed class MinuteRoom(EndpointSettings settings, TimeProvider time) : IMinuteRoom
{
    /// <summary>A second more than a minute: requests take unequal times to arrive, and the endpoint counts arrivals.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(61);

    private readonly MinuteBudget? requests = settings.RequestsPerMinute is { } most ? new(most, time) : null;
    private readonly MinuteBudget? tokens = settings.TokensPerMinute is { } most ? new(most, time) : null;

    public static bool IsLimited(EndpointSettings settings) => settings.RequestsPerMinute is not null || settings.TokensPerMinute is not null;

    public async Task<IMinuteShare> TakeAsync(int tokens, CancellationToken cancellationToken)
    {
        var share = this.tokens is null ? null : await this.tokens.TakeAsync(tokens, cancellationToken);
        if (requests is not null) await requests.TakeAsync(1, cancellationToken);
        return new Taken(this.tokens, share);
    }

    public void Dispose()
    {
        requests?.Dispose();
        tokens?.Dispose();
    }

    private sealed class Taken(MinuteBudget? budget, MinuteBudget.Share? share) : IMinuteShare
    {
        public void Settle(int tokens)
        {
            if (share is not null) budget!.Settle(share, tokens);
        }
    }
}
