using System.Net.Http.Json;
using System.Text.Json;
using ArenaLearning.Inference;
using ArenaLearning.Inference.Models;
using ArenaLearning.Inference.Settings;
using ArenaLearning.Waiting;
using Xunit;

namespace ArenaLearning.Learning.Tests.Inference;

/// <summary>A server on a free port of this machine, and plain HTTP to it.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private RunningServer(InferenceServer server) => (Server, Http) = (server, new() { BaseAddress = server.Address });

    public InferenceServer Server { get; }

    public HttpClient Http { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Serves the multiplier, unless other models are given.</summary>
    public static async Task<RunningServer> StartAsync(int slots = 8, int queueLimit = 256, string? key = null, params ModelSource[] models) => new(
        await InferenceServer.StartAsync(
            new(
                models.Length > 0 ? models : [ModelSource.Of(ShippedCheckpoint.Multiplier)], Port: 0, Device: "cpu", Slots: slots,
                QueueLimit: queueLimit, Key: key),
            cancellationToken: Cancellation));

    public Task<HttpResponseMessage> PostAsync(string body) => Http.PostAsync("/v1/chat/completions", new StringContent(body), Cancellation);

    /// <summary>The first choice's text.</summary>
    public async Task<string> AskAsync(object request)
    {
        using var response = await Http.PostAsJsonAsync("/v1/chat/completions", request, Cancellation);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("choices")[0].GetProperty("message")
            .GetProperty("content").GetString()!;
    }

    /// <summary>Waits until the only model is as busy as said.</summary>
    public Task BusyAsync(int decoding, int waiting) => Eventually.HappensAsync($"{decoding} were decoded and {waiting} waited", async () =>
    {
        var model = (await Http.GetFromJsonAsync<JsonElement>("/health", Cancellation)).GetProperty("models")[0];
        return (model.GetProperty("decoding").GetInt32(), model.GetProperty("waiting").GetInt32()) == (decoding, waiting);
    });

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Server.DisposeAsync();
    }
}
