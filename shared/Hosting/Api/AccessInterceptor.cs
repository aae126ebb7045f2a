using System.Threading.RateLimiting;
using ArenaLearning.Hosting.Access;
using ArenaLearning.Settings;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ArenaLearning.Hosting.Api;

/// <summary>
/// Lets in calls whose key or token may make them, within limits, and turns what nobody foresaw into an error that says nothing of the inside.
/// </summary>
internal sealed class AccessInterceptor(AccessControl access, IHostApplicationLifetime lifetime, ILogger<AccessInterceptor> logger)
    : Interceptor, IDisposable
{
    /// <summary>Calls a second of one caller; twice as many may come at once.</summary>
    private const int CallsASecond = 5_000;

    /// <summary>Streams of one caller that are open at once.</summary>
    private const int Streams = 200;

    private const string Header = "authorization";

    private readonly PartitionedRateLimiter<string> calls = PartitionedRateLimiter.Create<string, string>(name =>
        RateLimitPartition.GetTokenBucketLimiter(name, _ => new()
        {
            TokenLimit = 2 * CallsASecond,
            TokensPerPeriod = CallsASecond / 10,
            ReplenishmentPeriod = TimeSpan.FromMilliseconds(100),
            QueueLimit = 0,
        }));

    private readonly PartitionedRateLimiter<string> streams = PartitionedRateLimiter.Create<string, string>(name =>
        RateLimitPartition.GetConcurrencyLimiter(name, _ => new() { PermitLimit = Streams, QueueLimit = 0 }));

    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        await AdmitAsync(context);
        return await ToldAsync(context, () => continuation(request, context));
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        using var stream = await AdmitStreamAsync(context);
        await ToldAsync(context, async () =>
        {
            await continuation(request, responseStream, context);
            return true;
        });
    }

    public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        using var stream = await AdmitStreamAsync(context);
        return await ToldAsync(context, () => continuation(requestStream, context));
    }

    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        using var stream = await AdmitStreamAsync(context);
        await ToldAsync(context, async () =>
        {
            await continuation(requestStream, responseStream, context);
            return true;
        });
    }

    public void Dispose()
    {
        calls.Dispose();
        streams.Dispose();
    }

    private async Task<RateLimitLease> AdmitStreamAsync(ServerCallContext context)
    {
        var caller = await AdmitAsync(context);
        var stream = streams.AttemptAcquire(caller);
        if (stream.IsAcquired) return stream;
        stream.Dispose();
        throw Refusal.Exhausted(caller, $"{caller} has {Streams} streams open: close one first.", TimeSpan.FromSeconds(5));
    }

    /// <returns>Name of the caller; what counts against its limits.</returns>
    private async ValueTask<string> AdmitAsync(ServerCallContext context)
    {
        var endpoint = context.GetHttpContext().GetEndpoint();
        if (endpoint?.Metadata.GetMetadata<IAllowAnonymous>() is not null) return "";
        var admission = await access.AdmitAsync(context.RequestHeaders.GetValue(Header), context.CancellationToken);
        if (admission.Caller is not { } caller)
            throw admission.IsForLater ? Refusal.Unavailable(admission.Problem!) : Refusal.Unauthenticated(admission.Problem!);
        var needed = endpoint?.Metadata.GetMetadata<NeedsAttribute>();
        if (needed is null || caller.Role < needed.Role)
            throw Refusal.PermissionDenied(
                $"{caller.Name} has the role {KeysFile.WordOf(caller.Role)}, and {context.Method} needs {KeysFile.WordOf(needed?.Role ?? KeyRole.Admin)}.");
        using var call = calls.AttemptAcquire(caller.Name);
        return call.IsAcquired ? caller.Name
            : throw Refusal.Exhausted(caller.Name, $"{caller.Name} makes more than {CallsASecond} calls a second: make fewer.", TimeSpan.FromSeconds(1));
    }

    private async Task<T> ToldAsync<T>(ServerCallContext context, Func<Task<T>> workAsync)
    {
        try
        {
            return await workAsync();
        }
        catch (InvalidProtocolBufferException e)
        {
            throw Refusal.Invalid("message", $"it is none that protobuf can read: {e.Message}");
        }
        catch (Exception e) when (e is not RpcException && context.CancellationToken.IsCancellationRequested)
        {
            throw lifetime.ApplicationStopping.IsCancellationRequested ? Refusal.Unavailable("This service is about to end: ask another, or later.")
                : new RpcException(new(StatusCode.Cancelled, "The call was called off."));
        }
        // A disk or a store that comes back: who asks again is right.
        catch (IOException e)
        {
            logger.LogWarning(e, "{Method} could not read or write", context.Method);
            throw Refusal.Unavailable("What this service reads and writes does not answer: the server's log says more. Ask again.");
        }
        catch (Exception e) when (e is not RpcException)
        {
            logger.LogError(e, "{Method} failed", context.Method);
            throw new RpcException(new(StatusCode.Internal, $"Unexpected {e.GetType().Name}: the server's log says more."));
        }
    }
}
