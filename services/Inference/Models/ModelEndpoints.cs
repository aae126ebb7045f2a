using System.Text.Json.Serialization;
using ArenaLearning.Inference.Http;
using Microsoft.AspNetCore.Http;

namespace ArenaLearning.Inference.Models;

/// <summary><c>GET /v1/models</c>, <c>GET /v1/models/MODEL</c> and <c>GET /health</c>.</summary>
public sealed class ModelEndpoints(ServedModels models)
{
    public Task ListAsync(HttpContext context) => context.Response.WriteAsJsonAsync(new ModelList([.. models.All.Select(Card)]), WireJson.Options);

    public Task ShowAsync(HttpContext context)
    {
        // Clients escape the slash of a name, and a path keeps just that escape.
        var name = (context.Request.RouteValues["model"] as string ?? "").Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        var model = models.Find(name) ?? throw RequestRefusedException.UnknownModel(name, models.All.Select(known => known.Name));
        return context.Response.WriteAsJsonAsync(Card(model), WireJson.Options);
    }

    public Task HealthAsync(HttpContext context) => context.Response.WriteAsJsonAsync(
        new Health([.. models.All.Select(model => new ModelLoad(model.Name, model.Slots, model.Loop.Decoding, model.Loop.Waiting))]), WireJson.Options);

    private static ModelCard Card(ServedModel model) => new(model.Name, model.Created.ToUnixTimeSeconds(), model.Positions);
}

/// <summary>What can be asked.</summary>
public sealed record ModelList(IReadOnlyList<ModelCard> Data)
{
    [JsonPropertyName("object"), JsonPropertyOrder(-1)]
    public string Kind { get; } = "list";
}

/// <param name="Id">What requests call it.</param>
/// <param name="Created">When its weights were written, in Unix seconds.</param>
/// <param name="MaxModelLen">Tokens that fit, prompt and answer together; the name is vLLM's.</param>
public sealed record ModelCard(string Id, long Created, int MaxModelLen)
{
    [JsonPropertyName("object"), JsonPropertyOrder(-1)]
    public string Kind { get; } = "model";

    public string OwnedBy { get; } = "arena-learning";
}

/// <summary>That the server runs, and how busy it is.</summary>
public sealed record Health(IReadOnlyList<ModelLoad> Models)
{
    [JsonPropertyOrder(-1)]
    public string Status { get; } = "ok";
}

/// <param name="Slots">Answers that are decoded together.</param>
/// <param name="Decoding">Answers that are being decoded.</param>
/// <param name="Waiting">Answers that wait for a slot.</param>
public sealed record ModelLoad(string Id, int Slots, int Decoding, int Waiting);
