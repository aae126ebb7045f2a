using System.Net;
using System.Text;

namespace ArenaLearning.Services.Tests.Endpoints;

/// <summary>Replies of an endpoint, made by hand.</summary>
internal static class Replies
{
    public const string Url = "http://endpoint.test/v1";

    public static HttpResponseMessage Answer(string text = "yes", string more = "") => Body(HttpStatusCode.OK,
        $$"""{"model":"m-1","system_fingerprint":"fp_7","choices":[{"message":{"role":"assistant","content":"{{text}}"},"finish_reason":"stop"}],"usage":"""
        + $$"""{"prompt_tokens":30,"completion_tokens":10}{{more}}}""");

    public static HttpResponseMessage Error(int status, string message = "no", string code = "c", string? retryAfter = null)
    {
        var response = Body((HttpStatusCode)status, $$$"""{"error":{"message":"{{{message}}}","code":"{{{code}}}"}}""");
        if (retryAfter is not null) response.Headers.TryAddWithoutValidation("Retry-After", retryAfter);
        return response;
    }

    public static HttpResponseMessage Body(HttpStatusCode status, string body) =>
        new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
}
