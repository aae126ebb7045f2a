using System.Text.Json;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Endpoints.Failures;
using ArenaLearning.Endpoints.Limits;
using ArenaLearning.Endpoints.Protocol;
using ArenaLearning.Endpoints.Settings;
using ArenaLearning.Endpoints.SharedLimits;
using Microsoft.Extensions.Logging;

namespace ArenaLearning.Endpoints.Connections;

/// <summary>Everything that the requests of a process to one endpoint share: connections, limits, retries, key.</summary>
internal sealed class EndpointConnection : IAsyncDisposable
{
    private const int MostReplyBytes = 64 << 20;

    private readonly EndpointSettings settings;
    private readonly EndpointResilience resilience;
    private readonly TimeProvider time;
    private readonly HttpClient http;
    private readonly EndpointGate gate;
    private readonly EndpointRetries retries;
    private string? key;
    private bool keyIsRead;

    /// <param name="shared">The limits as other processes see them too; null where this process alone asks the endpoint.</param>
    public EndpointConnection(
        EndpointSettings settings, EndpointResilience resilience, TimeProvider time, ILogger logger, HttpMessageHandler handler, SharedEndpoint? shared)
    {
        (this.settings, this.resilience, this.time) = (settings, resilience, time);
        http = new(handler) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = MostReplyBytes };
        gate = new(settings, time, shared);
        retries = new(settings, resilience, time, logger);
    }

    public static HttpMessageHandler Handler(EndpointSettings settings) => new SocketsHttpHandler
    {
        MaxConnectionsPerServer = settings.Concurrency,
        ConnectTimeout = TimeSpan.FromSeconds(15),
        // So that a name that moves to another address is followed.
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        // A redirected POST would arrive as a GET, and the key at another host.
        AllowAutoRedirect = false,
        UseCookies = false,
        ActivityHeadersPropagator = null,
    };

    /// <summary>Posts a JSON body until it is answered, within the endpoint's limits.</summary>
    /// <param name="path">For example <c>chat/completions</c>.</param>
    /// <param name="model">The model that is asked, for messages.</param>
    /// <param name="tokens">Most tokens that the request and its answer can come to.</param>
    /// <param name="parse">Reads the reply, given the seconds that it took, and says how many tokens it came to; throws <see cref="JsonException"/>.</param>
    /// <exception cref="EndpointException">It was not answered in the end.</exception>
    public Task<T> PostAsync<T>(
        string path, string model, byte[] body, int tokens, Func<ReadOnlyMemory<byte>, double, (T Reply, int Tokens)> parse,
        CancellationToken cancellationToken) => retries.RunAsync(async token =>
        {
            Received received;
            // The place is given back before the reply is parsed, so that the endpoint does not wait for that.
            using (await gate.EnterAsync(token))
                received = await retries.SendAsync(sending => SendAsync(path, model, body, tokens, sending), token);
            // Whoever gets the place goes first: reading the reply keeps this thread busy, not the endpoint.
            await Task.Yield();
            try
            {
                var (reply, used) = parse(received.Body, received.Seconds);
                // Where the server counts no tokens the estimate stands.
                if (used > 0) received.Share?.Settle(used);
                return reply;
            }
            catch (JsonException e)
            {
                throw Failed(EndpointFailure.UnreadableReply, $"sent a reply of {received.Body.Length} bytes that cannot be read: {e.Message}");
            }
        }, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await gate.DisposeAsync();
    }

    private async Task<Received> SendAsync(string path, string model, byte[] body, int tokens, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"{settings.BaseUrl.TrimEnd('/')}/{path}"));
        request.Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } };
        if (Key() is { } bearer) request.Headers.Authorization = new("Bearer", bearer);
        var share = await gate.WaitForMinuteAsync(tokens, cancellationToken);
        var started = time.GetTimestamp();
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(settings.TimeoutSeconds), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseContentRead, either.Token);
            var bytes = await response.Content.ReadAsByteArrayAsync(either.Token);
            if (!response.IsSuccessStatusCode) throw Refusal(response, bytes, request.RequestUri!, model);
            return new(bytes, time.GetElapsedTime(started).TotalSeconds, share);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw Failed(EndpointFailure.TimedOut, $"did not answer within {settings.TimeoutSeconds:0.#} s. Raise its timeout_seconds if the model needs longer.");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw Failed(EndpointFailure.ConnectionLost, e is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError }
                ? $"is not reached: {e.Message} Check base_url, and that the server runs."
                : $"dropped the connection: {e.Message}");
        }
    }

    private EndpointException Refusal(HttpResponseMessage response, byte[] body, Uri url, string model)
    {
        var said = ServerMessage.Read(body, key);
        var asked = ServerMessage.RetryAfter(response.Headers, time.GetUtcNow());
        var status = (int)response.StatusCode;
        if (asked > resilience.MaxRetryAfter || said.Code == "insufficient_quota")
            return Refused(EndpointFailure.QuotaUsedUp, $"Its quota is used up{(asked is { } wait ? $": it asks to wait {wait}" : "")}. Raise the quota or wait, then run again.");
        if (status is 429 or 503 && asked is { } pause) gate.Pause(pause);
        if (status == 401) keyIsRead = false; // a new one may lie there at the next request
        return status switch
        {
            429 => Refused(EndpointFailure.RateLimited, "It was asked too often. Lower its concurrency, requests_per_minute or tokens_per_minute.", asked),
            408 or 425 => Refused(EndpointFailure.TimedOut, "Lower its concurrency if this happens often.", asked),
            >= 500 => Refused(EndpointFailure.ServerError, "Look into the server's log if this goes on.", asked),
            >= 300 and < 400 => Refused(EndpointFailure.Refused, $"Set base_url to the address it redirects to, {response.Headers.Location}."),
            401 or 403 => Refused(EndpointFailure.Refused, $"Its key was looked for in {EndpointKey.Place(settings)}: check that it is valid and may use the model {model}."),
            402 => Refused(EndpointFailure.QuotaUsedUp, "Pay the account's bill, then run again."),
            404 => Refused(EndpointFailure.Refused, $"It has no model {model}, or base_url is wrong: {url} was asked. {settings.BaseUrl.TrimEnd('/')}/models lists what it has."),
            413 => Refused(EndpointFailure.Refused, "The prompt is too long for it."),
            _ => Refused(EndpointFailure.Refused, $"Check sampling, extra_body and the length of the prompt for the model {model}."),
        };

        EndpointException Refused(EndpointFailure failure, string advice, TimeSpan? retryAfter = null) => Failed(
            failure, $"answered {status}{(said.Text.Length > 0 ? $" ({said.Text})" : "")}. {advice}", retryAfter, status);
    }

    private EndpointException Failed(EndpointFailure failure, string what, TimeSpan? retryAfter = null, int? status = null) => new(
        failure, $"Endpoint {settings.Name} ({Address(settings)}) {what}")
    {
        RetryAfter = retryAfter,
        Status = status,
    };

    private string? Key()
    {
        if (keyIsRead) return key;
        key = EndpointKey.Read(settings);
        keyIsRead = true;
        return key;
    }

    // Without user and password, which a URL may hold.
    private static string Address(EndpointSettings settings) =>
        new Uri(settings.BaseUrl).GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);

    private readonly record struct Received(byte[] Body, double Seconds, IMinuteShare? Share);
}
