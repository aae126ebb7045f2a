using System.Globalization;
using ArenaLearning.Inference.Decoding;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ArenaLearning.Inference.Http;

/// <summary>Turns whatever goes wrong into OpenAI's error object and the status that fits.</summary>
internal sealed class ErrorResponses(RequestDelegate next, ILogger<ErrorResponses> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (context.Response is { HasStarted: false, StatusCode: StatusCodes.Status404NotFound or StatusCodes.Status405MethodNotAllowed })
                await WriteAsync(context.Response, NoSuchPath(context.Request, context.Response.StatusCode));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be told.
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            var refused = Of(e);
            if (refused.Status == StatusCodes.Status500InternalServerError)
                logger.LogError(e, "{Method} {Path} failed", context.Request.Method, context.Request.Path);
            await WriteAsync(context.Response, refused);
        }
    }

    /// <summary>What a client is told of an exception: nothing of the inside of this server.</summary>
    public static RequestRefusedException Of(Exception exception) => exception switch
    {
        RequestRefusedException refused => refused,
        BadHttpRequestException bad => new(bad.StatusCode, bad.Message, RequestRefusedException.InvalidRequest),
        DecodingStoppedException stopped => new(
            StatusCodes.Status503ServiceUnavailable, stopped.Message, "server_error", "shutting_down", retryAfter: TimeSpan.FromSeconds(1)),
        _ => new(StatusCodes.Status500InternalServerError, "The server failed on this request; its log says why.", "server_error", "internal_error"),
    };

    private static async Task WriteAsync(HttpResponse response, RequestRefusedException refused)
    {
        response.Clear();
        response.StatusCode = refused.Status;
        if (refused.RetryAfter is { } wait) response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        if (refused.Status == StatusCodes.Status401Unauthorized) response.Headers.WWWAuthenticate = "Bearer";
        await response.WriteAsJsonAsync(refused.Body, WireJson.Options);
    }

    private static RequestRefusedException NoSuchPath(HttpRequest request, int status) => new(
        status, $"There is no {request.Method} {request.Path} here, but POST /v1/chat/completions, GET /v1/models, GET /v1/models/MODEL and GET /health.",
        RequestRefusedException.InvalidRequest, status == StatusCodes.Status404NotFound ? "not_found" : "method_not_allowed");
}
