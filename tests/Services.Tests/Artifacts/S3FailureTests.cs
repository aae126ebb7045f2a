using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using ArenaLearning.Artifacts.S3;
using Xunit;

namespace ArenaLearning.Services.Tests.Artifacts;

/// <summary>What a server may answer that the one of the tests never does.</summary>
public sealed class S3FailureTests
{
    private static readonly S3Settings Settings = new() { Bucket = "runs", Endpoint = new("https://minio:9000") };

    [Theory]
    [InlineData("XMinioStorageFull", HttpStatusCode.InsufficientStorage, true, "is full (XMinioStorageFull). Free some space")]
    [InlineData("", HttpStatusCode.InsufficientStorage, true, "is full (HTTP 507). Free some space")]
    [InlineData("QuotaExceeded", HttpStatusCode.Forbidden, true, "is full (QuotaExceeded)")]
    [InlineData("AccessDenied", HttpStatusCode.Forbidden, false, "denies access (AccessDenied). Set AWS_ACCESS_KEY_ID")]
    [InlineData("", HttpStatusCode.Forbidden, false, "denies access (HTTP 403)")]
    [InlineData("ExpiredToken", HttpStatusCode.BadRequest, false, "denies access (ExpiredToken)")]
    [InlineData("NoSuchBucket", HttpStatusCode.NotFound, false, "there is no bucket 'runs' at minio:9000. Make it, or correct ARENA_ARTIFACTS.")]
    [InlineData("PermanentRedirect", HttpStatusCode.MovedPermanently, false, "Set ARENA_S3_REGION")]
    [InlineData("SlowDown", HttpStatusCode.ServiceUnavailable, true, "answered SlowDown")]
    [InlineData("InternalError", HttpStatusCode.InternalServerError, true, "answered InternalError")]
    [InlineData("canary of 60 words", HttpStatusCode.BadRequest, false, "answered HTTP 400")]
    public void Is_told_with_what_to_do_and_asked_again_where_that_is_of_use(string code, HttpStatusCode status, bool isPassing, string told)
    {
        var e = new AmazonS3Exception("canary", ErrorType.Receiver, code, "canary", status);
        Assert.Equal(isPassing, S3Failures.IsPassing(e));
        var io = S3Failures.Told(e, Settings, "a/b");
        Assert.Contains(told, io.Message, StringComparison.Ordinal);
        Assert.StartsWith("s3://runs/a/b: ", io.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", io.ToString(), StringComparison.Ordinal);
    }
}
