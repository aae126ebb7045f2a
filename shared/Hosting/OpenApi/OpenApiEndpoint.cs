using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ArenaLearning.Hosting.OpenApi;

/// <summary>The document of what a process answers, for anyone: it says no more than the contracts do.</summary>
/// <param name="process">The name of the service.</param>
internal sealed class OpenApiEndpoint(string process)
{
    private static readonly JsonSerializerOptions Written = new() { WriteIndented = true };

    private readonly List<ApiService> services = [];
    private string? text;

    /// <summary>Takes a service in, before the first who asks.</summary>
    public void Add(Type implementation) => services.Add(ApiService.Of(implementation));

    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapGet(OpenApiDocument.Path, context =>
    {
        text ??= OpenApiDocument.Of(process, services).ToJsonString(Written);
        context.Response.ContentType = "application/json; charset=utf-8";
        return context.Response.WriteAsync(text, context.RequestAborted);
    });
}
