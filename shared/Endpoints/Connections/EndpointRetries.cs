using ArenaLearning.Contracts.Messages;
using ArenaLearning.Endpoints.Failures;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace ArenaLearning.Endpoints.Connections;

/// <summary>
/// Tries again what may succeed later. While an endpoint is in an outage its requests wait for it and lose no retry;
/// one of them at a time looks whether it is back.
/// </summary>
internal sealed class EndpointRetries
{
    // The least that the library takes.
    private static readonly TimeSpan ShortestBreak = TimeSpan.FromSeconds(0.5);

    private readonly EndpointSettings settings;
    private readonly EndpointResilience resilience;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly CircuitBreakerStateProvider circuit = new();
    private readonly ResiliencePipeline retries, breaker;
    private volatile bool hasAnswered;
    private long? outageSince;

    public EndpointRetries(EndpointSettings settings, EndpointResilience resilience, TimeProvider time, ILogger logger)
    {
        (this.settings, this.resilience, this.time, this.logger) = (settings, resilience, time, logger);
        var counted = new ResiliencePipelineBuilder { TimeProvider = time };
        if (settings.MaxRetries > 0) counted.AddRetry(Counted());
        retries = counted.AddRetry(WhileOut()).Build();
        breaker = new ResiliencePipelineBuilder { TimeProvider = time }.AddCircuitBreaker(Breaker()).Build();
    }

    /// <summary>Runs an attempt, and again while that makes sense.</summary>
    /// <exception cref="EndpointException">Why it did not succeed in the end.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken) =>
        await retries.ExecuteAsync(static async (attempt, token) => await attempt(token), attempt, cancellationToken);

    /// <summary>
    /// Sends a request, in an outage when that is over. Who waits here has one of the endpoint's places, so that few have
    /// to look again and again, and the others wait for a place.
    /// </summary>
    /// <exception cref="EndpointException">It failed, or was not sent for the outage.</exception>
    public async Task<T> SendAsync<T>(Func<CancellationToken, Task<T>> send, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                var (reply, refusal) = await breaker.ExecuteAsync(
                    static async (send, token) => await OrRefusalAsync(send, token), send, cancellationToken);
                hasAnswered = true;
                return refusal is null ? reply! : throw refusal;
            }
            // Closed: it came back between this request's turning away and here, which is no reason to lose a retry.
            catch (BrokenCircuitException e) when (IsOut || circuit.CircuitState == CircuitState.Closed)
            {
                var wait = e.RetryAfter is { } asked && asked > resilience.FirstDelay ? asked : resilience.FirstDelay;
                await Task.Delay(Spread(wait), time, cancellationToken);
            }
            catch (BrokenCircuitException e)
            {
                var cause = e.InnerException as EndpointException;
                throw new EndpointException(
                    cause?.Failure ?? EndpointFailure.ServerError, cause?.Message ?? $"Endpoint {settings.Name} is paused after many failures.", e)
                {
                    RetryAfter = e.RetryAfter,
                };
            }
        }
    }

    private RetryStrategyOptions Counted() => new()
    {
        MaxRetryAttempts = settings.MaxRetries,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        Delay = resilience.FirstDelay,
        MaxDelay = resilience.MaxDelay,
        Randomizer = resilience.Jitter,
        ShouldHandle = new PredicateBuilder().Handle<EndpointException>(e => e.IsTransient),
        // Null is the exponential delay. What is asked for is waited for, and a little more, so that not all come back at once.
        DelayGenerator = args => new(args.Outcome.Exception is EndpointException { RetryAfter: { } asked } ? Spread(asked) : null),
    };

    private RetryStrategyOptions WhileOut() => new()
    {
        MaxRetryAttempts = int.MaxValue,
        ShouldHandle = new PredicateBuilder().Handle<EndpointException>(e => e.IsTransient && IsOut),
        DelayGenerator = _ => new(Spread(resilience.FirstDelay)),
    };

    private CircuitBreakerStrategyOptions Breaker() => new()
    {
        FailureRatio = 0.5,
        MinimumThroughput = resilience.BreakAfter,
        SamplingDuration = resilience.BreakWindow,
        StateProvider = circuit,
        // A look that is called off tells nothing; left out, the circuit would wait for its outcome for ever.
        ShouldHandle = new PredicateBuilder().Handle<EndpointException>()
            .Handle<OperationCanceledException>(_ => circuit.CircuitState == CircuitState.HalfOpen),
        // Of use while one looks: so long the others wait before they ask how it went.
        BreakDuration = Max(resilience.FirstBreak, ShortestBreak),
        BreakDurationGenerator = args => new(Min(resilience.FirstBreak * Math.Pow(2, Math.Min(args.HalfOpenAttempts, 10)), resilience.MaxDelay)),
        OnOpened = args =>
        {
            outageSince ??= time.GetTimestamp();
            logger.LogWarning("{Message} Requests to it wait; the next try is in {Seconds:0.#} s.",
                args.Outcome.Exception?.Message, args.BreakDuration.TotalSeconds);
            return ValueTask.CompletedTask;
        },
        OnClosed = _ =>
        {
            outageSince = null;
            logger.LogWarning("Endpoint {Name} answers again.", settings.Name);
            return ValueTask.CompletedTask;
        },
    };

    // An endpoint that never answered is not out but wrongly addressed or not started: that is to be told soon.
    // The circuit's callbacks come later than its state, on a busy machine much later: an outage of which none has told has just begun.
    private bool IsOut => hasAnswered && circuit.CircuitState != CircuitState.Closed
        && (outageSince is not { } since || time.GetElapsedTime(since) < resilience.OutagePatience);

    /// <summary>A refusal is an answer, if not the one that was hoped for: the endpoint is there.</summary>
    private static async Task<(T? Reply, EndpointException? Refusal)> OrRefusalAsync<T>(
        Func<CancellationToken, Task<T>> send, CancellationToken cancellationToken)
    {
        try
        {
            return (await send(cancellationToken), null);
        }
        catch (EndpointException e) when (e.Failure is not (EndpointFailure.ServerError or EndpointFailure.TimedOut or EndpointFailure.ConnectionLost))
        {
            return (default, e);
        }
    }

    private TimeSpan Spread(TimeSpan wait) => wait + (wait * (0.2 * resilience.Jitter()));

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
