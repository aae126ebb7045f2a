using ArenaLearning.Contracts.Artifacts;

namespace ArenaLearning.Artifacts.S3;

/// <summary>Which bucket of which S3 server holds the artifacts. Keys are no part of it: the SDK finds them where it always does.</summary>
public sealed record S3Settings
{
    /// <summary>What addresses of artifacts in S3 begin with.</summary>
    public const string Scheme = "s3://";

    /// <summary>S3 takes no part but the last that is smaller.</summary>
    public const long SmallestPart = 5L << 20;

    /// <summary>S3 takes no part that is larger.</summary>
    public const long LargestPart = 5L << 30;

    /// <summary>Name of the bucket, which has to be there.</summary>
    public required string Bucket { get; init; }

    /// <summary>What the keys of all artifacts begin with, without a slash at either end; empty for none.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Address of a server; null for Amazon's own.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>Null where the SDK is to find it.</summary>
    public string? Region { get; init; }

    /// <summary>Whether the bucket's name is a part of the path, and not of the host.</summary>
    public bool IsPathStyle { get; init; }

    /// <summary>Bytes of a part: what is larger is sent in several.</summary>
    public long PartBytes { get; init; } = 16L << 20;

    /// <summary>How long a server that is away, busy or full is asked again, beside what the SDK does by itself; null for as long as it takes.</summary>
    public TimeSpan? Patience { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a server may say nothing.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The part of the bucket that is the store.</summary>
    public ArtifactScope Root => new(
        $"{Scheme}{Bucket}/{string.Concat(Prefix.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(part => $"{Uri.EscapeDataString(part)}/"))}");

    /// <summary>Bucket and server, for messages.</summary>
    public override string ToString() => $"bucket '{Bucket}' at {Endpoint?.Authority ?? (Region is null ? "Amazon S3" : $"Amazon S3 in {Region}")}";
}
