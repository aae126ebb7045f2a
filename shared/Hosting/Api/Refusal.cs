using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Status = Google.Rpc.Status;

namespace ArenaLearning.Hosting.Api;

/// <summary>Errors of calls, each with the details of google.rpc that say what to do about it.</summary>
public static class Refusal
{
    /// <summary>No, or no known, key.</summary>
    public static RpcException Unauthenticated(string message) => Of(Code.Unauthenticated, message);

    public static RpcException PermissionDenied(string message) => Of(Code.PermissionDenied, message);

    /// <param name="kind">For example <c>campaign</c>.</param>
    public static RpcException NotFound(string kind, string name, string message) =>
        Of(Code.NotFound, message, new ResourceInfo { ResourceType = kind, ResourceName = name, Description = message });

    public static RpcException AlreadyExists(string kind, string name, string message) =>
        Of(Code.AlreadyExists, message, new ResourceInfo { ResourceType = kind, ResourceName = name, Description = message });

    /// <summary>One field of the request is wrong.</summary>
    public static RpcException Invalid(string field, string what) => Invalid([(field, what)]);

    /// <param name="violations">Every field that is wrong, and what is allowed.</param>
    public static RpcException Invalid(IReadOnlyList<(string Field, string What)> violations)
    {
        var details = new BadRequest();
        details.FieldViolations.AddRange(violations.Select(violation =>
            new BadRequest.Types.FieldViolation { Field = violation.Field, Description = violation.What }));
        return Of(Code.InvalidArgument, string.Join('\n', violations.Select(violation => $"{violation.Field}: {violation.What}")), details);
    }

    /// <summary>The call could be right at another time, or after something was mended.</summary>
    /// <param name="type">What is not as it has to be, for example <c>CAMPAIGN_STATE</c>.</param>
    public static RpcException Precondition(string type, string subject, string message)
    {
        var details = new PreconditionFailure();
        details.Violations.Add(new PreconditionFailure.Types.Violation { Type = type, Subject = subject, Description = message });
        return Of(Code.FailedPrecondition, message, details);
    }

    /// <summary>Too much was asked for.</summary>
    public static RpcException Exhausted(string subject, string message, TimeSpan retryAfter)
    {
        var details = new QuotaFailure();
        details.Violations.Add(new QuotaFailure.Types.Violation { Subject = subject, Description = message });
        return Of(Code.ResourceExhausted, message, details, new RetryInfo { RetryDelay = Duration.FromTimeSpan(retryAfter) });
    }

    /// <summary>Something that this process depends on is away.</summary>
    public static RpcException Unavailable(string message) =>
        Of(Code.Unavailable, message, new RetryInfo { RetryDelay = Duration.FromTimeSpan(TimeSpan.FromSeconds(2)) });

    private static RpcException Of(Code code, string message, params IReadOnlyList<IMessage> details)
    {
        var status = new Status { Code = (int)code, Message = message };
        status.Details.AddRange(details.Select(Any.Pack));
        return status.ToRpcException();
    }
}
