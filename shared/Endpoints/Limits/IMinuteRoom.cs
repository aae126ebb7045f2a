namespace ArenaLearning.Endpoints.Limits;

/// <summary>What an endpoint allows in a minute, of requests and of tokens.</summary>
internal interface IMinuteRoom : IDisposable
{
    /// <summary>Waits until the minute has room for a request, and takes it.</summary>
    /// <param name="tokens">Of prompt and response, at most.</param>
    Task<IMinuteShare> TakeAsync(int tokens, CancellationToken cancellationToken);
}
