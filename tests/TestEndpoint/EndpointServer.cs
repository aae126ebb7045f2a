using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace ArenaLearning.TestEndpoint;

/// <summary>
/// An OpenAI-compatible endpoint on loopback: <c>/v1/chat/completions</c>, <c>/v1/embeddings</c>, <c>/v1/models</c>, and
/// <c>/stats</c> for what happened. Whether a call goes wrong depends on its body and on how often that has come.
/// </summary>
public sealed class EndpointServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly EndpointBehaviour behaviour;
    private CallStatistics statistics;
    private bool isWarmingUp;

    private EndpointServer(EndpointBehaviour behaviour)
    {
        this.behaviour = behaviour;
        statistics = new(behaviour.Concurrency);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{behaviour.Port}");
        app = builder.Build();
        app.MapGet("/stats", () => Statistics);
        app.MapGet("/v1/models", () => new { @object = "list", data = new[] { new { id = "test", @object = "model" } } });
        app.MapPost("/v1/chat/completions", context => ServeAsync(context, ChatCompletion));
        app.MapPost("/v1/embeddings", context => ServeAsync(context, Embeddings));
    }

    /// <summary>For example <c>http://127.0.0.1:41234/v1</c>.</summary>
    public string BaseUrl => $"{app.Urls.Single()}/v1";

    public EndpointStatistics Statistics => statistics.Read();

    /// <summary>While set, every call is answered so: an outage.</summary>
    public int? AlwaysStatus { get; set; }

    public static async Task<EndpointServer> StartAsync(EndpointBehaviour behaviour)
    {
        var server = new EndpointServer(behaviour);
        await server.app.StartAsync();
        return server;
    }

    /// <summary>Answers itself for a while and forgets it: what is measured is then not how its code is compiled.</summary>
    public async Task WarmUpAsync()
    {
        const int Callers = 8, CallsOfEach = 100;
        using var http = new HttpClient();
        isWarmingUp = true;
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(async caller =>
        {
            for (var i = 0; i < CallsOfEach; i++)
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"{BaseUrl}/chat/completions"));
                request.Content = new StringContent(
                    $$"""{"model": "warm", "messages": [{"role": "user", "content": "{{caller}} {{i}}"}]}""", Encoding.UTF8, "application/json");
                if (behaviour.Key is { } key) request.Headers.Authorization = new("Bearer", key);
                using var response = await http.SendAsync(request);
            }
        }));
        isWarmingUp = false;
        statistics = new(behaviour.Concurrency);
    }

    public Task WaitForShutdownAsync() => app.WaitForShutdownAsync();

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task ServeAsync(HttpContext context, Func<JsonElement, string> answer)
    {
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer);
        var body = buffer.ToArray();
        if (behaviour.Key is { } key && context.Request.Headers.Authorization != $"Bearer {key}")
        {
            await RefuseAsync(context, 401, "invalid_api_key", $"Incorrect API key provided: {context.Request.Headers.Authorization}.");
            return;
        }
        if (!statistics.TryBegin())
        {
            await RefuseAsync(context, 429, "rate_limit_exceeded", "Too many requests at once.");
            return;
        }
        var digest = Convert.ToHexStringLower(SHA256.HashData(body));
        // Drawn from what is asked and from how often it was, so that neither order nor timing changes which calls go wrong.
        var draws = new Random(BitConverter.ToInt32(SHA256.HashData(Encoding.UTF8.GetBytes($"{behaviour.Seed} {digest} {statistics.Attempt(digest)}"))));
        var kinds = behaviour.Faults ?? EndpointBehaviour.EveryFault;
        var fault = draws.NextDouble() < behaviour.FaultRate && !isWarmingUp ? kinds[draws.Next(kinds.Count)] : (Fault?)null;
        var latency = isWarmingUp ? 1 : behaviour.MinLatencyMs + (draws.NextDouble() * (behaviour.MaxLatencyMs - behaviour.MinLatencyMs));
        var down = AlwaysStatus;
        string? text = null;
        try
        {
            using var request = JsonDocument.Parse(body);
            if (!behaviour.SupportsFormat && request.RootElement.TryGetProperty("response_format", out _)) down = 400;
            else text = answer(request.RootElement);
            if (latency > 0) await Task.Delay(TimeSpan.FromMilliseconds(fault == Fault.Slow ? 10 * latency : latency), context.RequestAborted);
        }
        finally
        {
            statistics.End(down is null ? fault : Fault.ServerError);
        }
        if (down is { } status) await RefuseAsync(context, status, "test", status == 400 ? "response_format is not supported." : "The model is not there.");
        else await SendAsync(context, fault, text!);
    }

    private async Task SendAsync(HttpContext context, Fault? fault, string text)
    {
        switch (fault)
        {
            case Fault.RateLimited:
                if (behaviour.RetryAfter < TimeSpan.FromSeconds(1)) context.Response.Headers["retry-after-ms"] = $"{behaviour.RetryAfter.TotalMilliseconds:0}";
                context.Response.Headers.RetryAfter = $"{Math.Max(1, Math.Ceiling(behaviour.RetryAfter.TotalSeconds)):0}";
                await RefuseAsync(context, 429, "rate_limit_exceeded", "Slow down.");
                break;
            case Fault.ServerError:
                await RefuseAsync(context, 500, "server_error", "The server stumbled.");
                break;
            case Fault.Dropped:
                context.Abort();
                break;
            default:
                var bytes = Encoding.UTF8.GetBytes(text);
                context.Response.ContentType = "application/json";
                context.Response.ContentLength = fault == Fault.CutInHalf ? bytes.Length / 2 : bytes.Length;
                await context.Response.Body.WriteAsync(bytes.AsMemory(0, (int)context.Response.ContentLength));
                break;
        }
    }

    private static Task RefuseAsync(HttpContext context, int status, string code, string message)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new { error = new { message, code } });
    }

    private static string ChatCompletion(JsonElement request)
    {
        var model = request.GetProperty("model").GetString()!;
        var messages = request.GetProperty("messages");
        var text = ModelAnswers.Answer(model, messages, request.TryGetProperty("seed", out var seed) ? seed.GetInt64() : null);
        int prompt = messages.GetRawText().Length / 4, response = 1 + (text.Length / 4);
        return JsonSerializer.Serialize(new
        {
            id = $"test-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12]}",
            @object = "chat.completion",
            created = 0,
            model = $"{model}-2026-01-01",
            system_fingerprint = "fp_test",
            choices = new[] { new { index = 0, message = new { role = "assistant", content = text }, finish_reason = "stop" } },
            usage = new { prompt_tokens = prompt, completion_tokens = response, total_tokens = prompt + response },
        });
    }

    private static string Embeddings(JsonElement request)
    {
        var input = request.GetProperty("input");
        string[] texts = input.ValueKind == JsonValueKind.Array ? [.. input.EnumerateArray().Select(t => t.GetString()!)] : [input.GetString()!];
        var tokens = texts.Sum(text => 1 + (text.Length / 4));
        return JsonSerializer.Serialize(new
        {
            @object = "list",
            model = request.GetProperty("model").GetString(),
            data = texts.Select((text, index) => new { @object = "embedding", index, embedding = ModelAnswers.Embedding(text) }),
            usage = new { prompt_tokens = tokens, total_tokens = tokens },
        });
    }
}
