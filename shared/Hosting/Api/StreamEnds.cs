using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace ArenaLearning.Hosting.Api;

/// <summary>
/// Ends streams when the service is asked to end: one that watches has no end of its own, and a server waits for what it answers. A call of one request
/// and one answer may finish.
/// </summary>
internal static class StreamEnds
{
    /// <summary>Goes before all that answers gRPC.</summary>
    public static void UseStreamEnds(this WebApplication application) => application.Use(async (context, next) =>
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<GrpcMethodMetadata>() is not { Method.Type: not MethodType.Unary })
        {
            await next(context);
            return;
        }
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, application.Lifetime.ApplicationStopping);
        context.RequestAborted = either.Token;
        await next(context);
    });
}
