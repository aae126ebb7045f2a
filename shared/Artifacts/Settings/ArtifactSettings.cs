using System.Globalization;
using ArenaLearning.Artifacts.S3;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Files;
using ArenaLearning.Settings;
using Microsoft.Extensions.Configuration;

namespace ArenaLearning.Artifacts.Settings;

/// <summary>Where the artifacts of campaigns lie. Without a store of its own, a campaign's artifacts lie in its output folder.</summary>
public sealed record ArtifactSettings
{

    private const int DefaultCacheGb = 20;
    private const string Campaigns = "campaigns";
    private const string Example =
        "Write s3://BUCKET/PREFIX for a bucket, or the path of a folder that all processes see; or leave it out to use the output folder.";

    /// <summary>The bucket; null where there is none.</summary>
    public S3Settings? S3 { get; init; }

    /// <summary>Whole path of the folder; null where there is none.</summary>
    public string? Folder { get; init; }

    /// <summary>Whole path of the folder with local copies of what lies in a bucket.</summary>
    public required string CacheFolder { get; init; }

    /// <summary>What the copies may hold.</summary>
    public required long CacheBytes { get; init; }

    /// <summary>Whether the artifacts lie elsewhere than in the output folder.</summary>
    public bool IsElsewhere => S3 is not null || Folder is not null;

    /// <summary>Where all artifacts lie; null where each campaign's lie in its output folder.</summary>
    public ArtifactScope? Root => S3?.Root ?? (Folder is null ? null : ArtifactScope.OfFolder(Folder));

    /// <summary>Each is read from its key or, where that is absent, from the environment.</summary>
    /// <exception cref="ArgumentException">Some cannot be read: says of each what to write, and repeats nothing that may be a secret.</exception>
    public static ArtifactSettings Read(IConfiguration? configuration)
    {
        var problems = new List<string>();
        var text = Value(KnownSettings.Artifacts);
        var settings = new ArtifactSettings
        {
            S3 = text is not null && text.Contains("://", StringComparison.Ordinal) ? S3(text) : null,
            Folder = text is null || text.Contains("://", StringComparison.Ordinal) ? null : Path.GetFullPath(text),
            CacheFolder = Path.GetFullPath(Value(KnownSettings.ArtifactCache) ?? Path.Combine(UserFolders.Cache(), "arena-learning", "artifacts")),
            CacheBytes = (long)(Number(KnownSettings.ArtifactCacheGb, 0.1, 1_000_000, "GB of disk", DefaultCacheGb) * 1e9),
        };
        return problems.Count == 0 ? settings : throw new ArgumentException(string.Join('\n', problems));

        S3Settings? S3(string address)
        {
            var endpoint = Endpoint();
            var pathStyle = PathStyle(endpoint is not null);
            var part = (long)(Number(KnownSettings.S3PartMb, 5, S3Settings.LargestPart >> 20, "MiB", 16) * (1 << 20));
            if (address.StartsWith(S3Settings.Scheme, StringComparison.Ordinal)
                && address[S3Settings.Scheme.Length..].TrimEnd('/').Split('/') is [var bucket, .. var prefix]
                && bucket.Length > 0 && bucket.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_') && prefix.All(ArtifactScope.IsName))
                return new()
                {
                    Bucket = bucket,
                    Prefix = string.Join('/', prefix),
                    Endpoint = endpoint,
                    Region = Value(KnownSettings.S3Region),
                    IsPathStyle = pathStyle,
                    PartBytes = part,
                };
            // Not repeated: keys may stand in what is no address.
            problems.Add($"{KnownSettings.Artifacts.Variable} is no address of a bucket. {Example}");
            return null;
        }

        Uri? Endpoint()
        {
            if (Value(KnownSettings.S3Endpoint) is not { } written) return null;
            if (Uri.TryCreate(written, UriKind.Absolute, out var uri)
                && uri is { Scheme: "http" or "https", Host.Length: > 0, UserInfo.Length: 0, PathAndQuery: "/", Fragment.Length: 0 }) return uri;
            problems.Add(
                $"{KnownSettings.S3Endpoint.Variable} is no address of an S3 server. Write https://HOST:PORT, without keys; or leave it out for Amazon S3.");
            return null;
        }

        bool PathStyle(bool otherwise)
        {
            if (Value(KnownSettings.S3PathStyle) is not { } written) return otherwise;
            if (bool.TryParse(written, out var value)) return value;
            problems.Add(
                $"{KnownSettings.S3PathStyle.Variable} is '{written}': write true where the bucket is in the path, false where it is in the host.");
            return otherwise;
        }

        double Number(Setting setting, double least, double most, string unit, double otherwise)
        {
            if (Value(setting) is not { } written) return otherwise;
            if (double.TryParse(written, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most) return value;
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"{setting.Variable} is '{written}': write {unit}, a number from {least} to {most}."));
            return otherwise;
        }

        string? Value(Setting setting) => setting.Value(name => configuration?[name]);
    }

    /// <summary>Where the artifacts of a campaign go.</summary>
    /// <param name="campaign">Its id.</param>
    /// <param name="outputFolder">Path of its output folder.</param>
    public ArtifactScope ScopeOf(string campaign, string outputFolder) =>
        Root?.Under(Campaigns).Under(campaign) ?? ArtifactScope.OfFolder(outputFolder);

    /// <summary>As a person would write it.</summary>
    public override string ToString() => S3?.Root.Address ?? Folder ?? "the output folder";
}
