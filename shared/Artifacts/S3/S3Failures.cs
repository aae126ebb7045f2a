using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Amazon.Runtime;

namespace ArenaLearning.Artifacts.S3;

/// <summary>How the client of S3 fails, in the program's own terms.</summary>
internal static class S3Failures
{
    private const string Keys = "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";
    private static readonly string[] Denials =
        ["AccessDenied", "AllAccessDisabled", "InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "InvalidToken", "TokenRefreshRequired"];
    private static readonly string[] FullWords = ["InsufficientStorage", "StorageFull", "QuotaExceeded", "DiskFull"];
    private static readonly string[] PassingWords = ["SlowDown", "RequestTimeout", "InternalError", "ServiceUnavailable", "RequestTimeTooSkewed"];

    /// <summary>Whether it is the server's, or the network's, and not this program's.</summary>
    public static bool Is(Exception e) => e is AmazonClientException or AmazonServiceException or HttpRequestException or TimeoutException
        or OperationCanceledException or SocketException or AuthenticationException
        // An answer that is cut off in its middle; what a disk of ours says has another cause.
        or HttpIOException or IOException { InnerException: SocketException };

    /// <summary>Whether there is no such object, or no such bucket: an answer without a body does not say which.</summary>
    public static bool IsMissing(Exception e) => e is AmazonServiceException { StatusCode: HttpStatusCode.NotFound, ErrorCode: not "NoSuchBucket" };

    /// <summary>Whether the same request may succeed a little later.</summary>
    public static bool IsPassing(Exception e) => e switch
    {
        AmazonServiceException { ErrorCode: { } code } when Denials.Contains(code) => false,
        AmazonServiceException { ErrorCode: { } code } when PassingWords.Contains(code) || IsFull(code) => true,
        // Cut off, the SDK wraps what the network said and has no status.
        AmazonServiceException service => service.StatusCode is 0 or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests
            or HttpStatusCode.InternalServerError or HttpStatusCode.InsufficientStorage or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable
            or HttpStatusCode.GatewayTimeout,
        AmazonClientException => e.InnerException is HttpRequestException or IOException or SocketException or TimeoutException,
        _ => true,
    };

    /// <returns>
    /// What is to be said. It holds nothing of what the server wrote but the name of its error: a server may repeat keys, and an exception inside would
    /// carry its whole answer.
    /// </returns>
    public static IOException Told(Exception e, S3Settings settings, string key)
    {
        var place = $"{S3Settings.Scheme}{settings.Bucket}/{key}";
        return new(e switch
        {
            AmazonServiceException { ErrorCode: "NoSuchBucket" } =>
                $"{place}: there is no {settings}. Make it, or correct ARENA_ARTIFACTS.",
            AmazonServiceException { ErrorCode: { } code } when Denials.Contains(code) => Denied(code),
            AmazonServiceException { ErrorCode: { } code } when IsFull(code) => Full(code),
            AmazonServiceException { StatusCode: HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized } service => Denied(Name(service)),
            AmazonServiceException { StatusCode: HttpStatusCode.InsufficientStorage } service => Full(Name(service)),
            AmazonServiceException { StatusCode: HttpStatusCode.MovedPermanently or HttpStatusCode.TemporaryRedirect } =>
                $"{place}: {settings} lies in another region. Set ARENA_S3_REGION to its region.",
            AmazonServiceException service when service.StatusCode != 0 =>
                $"{place}: {settings} answered {Name(service)}. Look into the server's log; what was to be written is not there.",
            AmazonClientException when e.Message.Contains("credentials", StringComparison.OrdinalIgnoreCase) =>
                $"{place}: no keys for {settings} were found. Set {Keys}, or give this process a role.",
            _ => $"{place}: {settings} is not reached, or does not answer: {Cause(e)}{Tried(settings)}. "
                + "Check that it runs, that this machine reaches it, and ARENA_S3_ENDPOINT.",
        });

        string Denied(string code) =>
            $"{place}: {settings} denies access ({code}). Set {Keys}, or a role, of somebody who may read, write, list and delete there.";

        string Full(string code) => $"{place}: {settings} is full ({code}). Free some space there, or allow more.";
    }

    private static string Tried(S3Settings settings) => settings.Patience is { } patience ? $", tried for {patience.TotalSeconds:0} s" : "";

    private static bool IsFull(string code) => FullWords.Any(word => code.Contains(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>Names are letters; anything else that stands in their place was written by who knows whom.</summary>
    private static string Name(AmazonServiceException e) =>
        e.ErrorCode is { Length: > 0 and <= 60 } code && code.All(char.IsAsciiLetterOrDigit) ? code : $"HTTP {(int)e.StatusCode}";

    private static string Cause(Exception e)
    {
        for (var inner = e; inner is not null; inner = inner.InnerException)
        {
            if (inner is SocketException socket) return socket.Message;
            if (inner is AuthenticationException) return "TLS failed";
            if (inner is HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } http && inner.InnerException is null)
                return http.HttpRequestError.ToString();
        }
        return e is OperationCanceledException or TimeoutException ? "timed out" : e.GetType().Name;
    }
}
