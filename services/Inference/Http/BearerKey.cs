using System.Security.Cryptography;
using System.Text;
using ArenaLearning.Inference.Settings;
using Microsoft.AspNetCore.Http;

namespace ArenaLearning.Inference.Http;

/// <summary>Lets in only requests that bring the key, if there is one. <c>/health</c> is open: it says nothing secret.</summary>
internal sealed class BearerKey(RequestDelegate next, InferenceSettings settings)
{
    private const string Scheme = "Bearer ";

    private readonly byte[]? expected = settings.Key is { } key ? Hash(key) : null;

    public Task InvokeAsync(HttpContext context) =>
        expected is null || !context.Request.Path.StartsWithSegments("/v1") || Matches(context.Request.Headers.Authorization.ToString())
            ? next(context)
            : throw new RequestRefusedException(
                StatusCodes.Status401Unauthorized, "This server asks for a key: send it as 'Authorization: Bearer KEY'.",
                RequestRefusedException.InvalidRequest, "invalid_api_key");

    // Hashes are of one length, and compared in a time that does not tell where they differ.
    private bool Matches(string header) =>
        header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            && CryptographicOperations.FixedTimeEquals(Hash(header[Scheme.Length..].Trim()), expected);

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
