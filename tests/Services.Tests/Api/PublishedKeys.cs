using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ArenaLearning.Services.Tests.Api;

/// <summary>An OpenID provider on loopback, as far as its discovery document and its keys go.</summary>
internal sealed class PublishedKeys : IAsyncDisposable
{
    private readonly WebApplication app;
    private int asked;

    private PublishedKeys(string jwks)
    {
        Jwks = jwks;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        app.MapGet("/.well-known/openid-configuration", () => Results.Text(
            $$"""{"issuer": "{{Address}}", "jwks_uri": "{{Address}}/keys"}""", "application/json"));
        app.MapGet("/keys", () =>
        {
            Interlocked.Increment(ref asked);
            return Results.Text(Jwks, "application/json");
        });
    }

    public string Address => app.Urls.Single();

    public string Jwks { get; set; }

    /// <summary>How often somebody asked for the keys.</summary>
    public int Asked => asked;

    public static async Task<PublishedKeys> StartAsync(string jwks)
    {
        var keys = new PublishedKeys(jwks);
        await keys.app.StartAsync();
        return keys;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
