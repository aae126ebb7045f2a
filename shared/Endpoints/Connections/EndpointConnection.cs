using System.Net;
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
        AutomaticDecompression = DecompressionMethods.All,
    };

    /// <summary>Posts a JSON body until it is answered, within the endpoint's limits.</summary>
    /// <param name="path">For example <c>chat/completions</c>.</param>
    /// <param name="model">The model that is asked, for messages.</param>
    /// <param name="tokens">Most tokens that the request and its answer can come to.</param>
    /// <param name="parse">
    /// Reads the reply, given the seconds that it took, and says how many tokens it came to, 0 where it does not tell; throws
    /// <see cref="JsonException"/> or <see cref="ReplyErrorException"/>.
    /// </param>
    /// <param name="mayBeRefused">The request asks for something that the model may not have: status 500 is a refusal of it and no outage.</param>
    /// <exception cref="EndpointException">It was not answered in the end.</exception>
    public Task<T> PostAsync<T>(
        string path, string model, byte[] body, int tokens, Func<JsonElement, double, (T Reply, int Tokens)> parse,
        CancellationToken cancellationToken, bool mayBeRefused = false) => retries.RunAsync(async token =>
        {
            Received received;
            // The place is given back before the reply is parsed, so that the endpoint does not wait for that.
            using (await gate.EnterAsync(token))
                received = await retries.SendAsync(sending => SendAsync(path, model, body, tokens, mayBeRefused, sending), token);
            // Whoever gets the place goes first: reading the reply keeps this thread busy, not the endpoint.
            await Task.Yield();
            var (reply, used) = Read(received, model, parse);
            // Where the server counts no tokens the estimate stands.
            if (used > 0) received.Share?.Settle(used);
            return reply;
        }, cancellationToken);

    /// <summary>A failure of this endpoint.</summary>
    /// <param name="what">What it did and what to do, as a sentence goes on that begins with the endpoint.</param>
    public EndpointException Failed(EndpointFailure failure, string what) => new(failure, Told(what));

    /// <returns>A sentence about the endpoint.</returns>
    public string Told(string what) => $"Endpoint {settings.Name} ({Address(settings)}) {what}";

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await gate.DisposeAsync();
    }

    private async Task<Received> SendAsync(
        string path, string model, byte[] body, int tokens, bool mayBeRefused, CancellationToken cancellationToken)
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
            var charset = response.Content.Headers.ContentType?.CharSet;
            if (response.IsSuccessStatusCode) return new(bytes, charset, time.GetElapsedTime(started).TotalSeconds, share);
            var said = ServerMessage.Read(bytes, charset, key);
            var status = (int)response.StatusCode;
            throw mayBeRefused && status is (500 or 501)
                ? Refused(EndpointFailure.Refused, status, said, Advice(status, said, model))
                : Refusal(status, said, ServerMessage.RetryAfter(response.Headers, time.GetUtcNow()), response.Headers.Location, model, path);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw Failed(
                EndpointFailure.TimedOut, $"did not answer within {settings.TimeoutSeconds:0.#} s. Raise its timeout_seconds if the model needs longer.");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            var isUnreached = e is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError };
            throw Failed(EndpointFailure.ConnectionLost, isUnreached
                ? $"is not reached: {e.Message} Check base_url, and that the server runs."
                : $"dropped the connection: {e.Message}");
        }
    }

    private (T Reply, int Tokens) Read<T>(Received received, string model, Func<JsonElement, double, (T Reply, int Tokens)> parse)
    {
        try
        {
            using var document = ReplyBody.Open(received.Body, received.Charset);
            if (ServerMessage.IsError(document.RootElement)) throw new ReplyErrorException(ServerMessage.Of(document.RootElement));
            return parse(document.RootElement, received.Seconds);
        }
        catch (ReplyErrorException e)
        {
            var said = e.Said.Without(key);
            throw said.Status is { } status
                ? Refusal(status, said, null, null, model, "")
                : Failed(EndpointFailure.UnreadableReply, $"answered with an error in place of a reply: {said.Text}");
        }
        // No body may stop a worker, whatever the library finds wrong with it.
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or ArgumentException or OverflowException)
        {
            throw Failed(EndpointFailure.UnreadableReply, $"sent a reply of {received.Body.Length} bytes that cannot be read: {e.Message}");
        }
    }

    private EndpointException Refusal(int status, ServerMessage said, TimeSpan? asked, Uri? location, string model, string path)
    {
        if (asked > resilience.MaxRetryAfter || said.Code == "insufficient_quota")
        {
            var waits = asked is { } wait ? $": it asks to wait {wait}" : "";
            return Refused(EndpointFailure.QuotaUsedUp, status, said, $"Its quota is used up{waits}. Raise the quota or wait, then run again.");
        }
        if (status is 429 or 503 && asked is { } pause) gate.Pause(pause);
        if (status == 401) keyIsRead = false; // a new one may lie there at the next request
        var failure = status switch
        {
            429 => EndpointFailure.RateLimited,
            408 or 409 or 425 => EndpointFailure.TimedOut,
            402 => EndpointFailure.QuotaUsedUp,
            >= 500 => EndpointFailure.ServerError,
            _ => EndpointFailure.Refused,
        };
        var advice = status switch
        {
            >= 300 and < 400 => $"Set base_url to the address it redirects to, {location}.",
            404 => $"It has no model {model}, or base_url is wrong: {settings.BaseUrl.TrimEnd('/')}/{path} was asked. "
                + $"{settings.BaseUrl.TrimEnd('/')}/models lists what it has.",
            _ => Advice(status, said, model),
        };
        return Refused(failure, status, said, advice, asked);
    }

    private string Advice(int status, ServerMessage said, string model) => status switch
    {
        429 => "It was asked too often. Lower its concurrency, requests_per_minute or tokens_per_minute.",
        408 or 409 or 425 => "Lower its concurrency if this happens often.",
        >= 500 => "Look into the server's log if this goes on.",
        401 or 403 => $"Its key was looked for in {EndpointKey.Place(settings)}: check that it is valid and may use the model {model}.",
        402 => "Pay the account's bill, then run again.",
        413 => "The prompt is too long for it.",
        _ => RefusedField.Advice(said) ?? $"Check sampling, extra_body and the length of the prompt for the model {model}.",
    };

    private EndpointException Refused(EndpointFailure failure, int status, ServerMessage said, string advice, TimeSpan? retryAfter = null) =>
        new(failure, Told($"answered {status}{(said.Text.Length > 0 ? $" ({said.Text})" : "")}. {advice}"))
        {
            RetryAfter = retryAfter,
            Status = status,
            Said = said.Text,
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

    private readonly record struct Received(byte[] Body, string? Charset, double Seconds, IMinuteShare? Share);
}
