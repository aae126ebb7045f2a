using ArenaLearning.Artifacts;
using ArenaLearning.Artifacts.S3;
using ArenaLearning.Artifacts.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ArenaLearning.Services.Tests.Artifacts;

public sealed class ArtifactSettingsTests
{
    [Fact]
    public void A_bucket_with_all_its_settings_is_read()
    {
        var settings = Read(
            ("ARENA_ARTIFACTS", "s3://runs.of-us/team a/b/"), ("ARENA_S3_ENDPOINT", "http://minio:9000"), ("ARENA_S3_REGION", "eu-1"),
            ("ARENA_S3_PART_MB", "64"), ("ARENA_ARTIFACT_CACHE", "/cache"), ("ARENA_ARTIFACT_CACHE_GB", "0.5"));

        Assert.Equal(
            new S3Settings
            {
                Bucket = "runs.of-us",
                Prefix = "team a/b",
                Endpoint = new("http://minio:9000"),
                Region = "eu-1",
                IsPathStyle = true,
                PartBytes = 64 << 20,
            },
            settings.S3);
        Assert.Equal(("/cache", 500_000_000L, true), (settings.CacheFolder, settings.CacheBytes, settings.IsElsewhere));
        Assert.Equal("s3://runs.of-us/team%20a/b/campaigns/c1/", settings.ScopeOf("c1", "out").Address);
        Assert.Equal("bucket 'runs.of-us' at minio:9000", settings.S3!.ToString());
    }

    [Fact]
    public void The_path_holds_the_buckets_name_where_a_server_is_named_unless_told_otherwise()
    {
        Assert.False(Read(("ARENA_ARTIFACTS", "s3://b"), ("ARENA_S3_REGION", "eu-west-1")).S3!.IsPathStyle);
        Assert.False(Read(("ARENA_ARTIFACTS", "s3://b"), ("ARENA_S3_ENDPOINT", "https://s3"), ("ARENA_S3_PATH_STYLE", "false")).S3!.IsPathStyle);
        Assert.Equal("s3://b/", Read(("ARENA_ARTIFACTS", "s3://b")).S3!.Root.Address);
    }

    [Fact]
    public void A_folder_or_nothing_is_read()
    {
        var folder = Read(("ARENA_ARTIFACTS", "/mnt/arena"));
        Assert.Equal(("/mnt/arena", true), (folder.Folder, folder.IsElsewhere));
        Assert.Equal("file:///mnt/arena/campaigns/c1/", folder.ScopeOf("c1", "out").Address);

        var nothing = Read(("ARENA_ARTIFACTS", " "));
        Assert.False(nothing.IsElsewhere);
        Assert.Equal("file:///runs/quick/", nothing.ScopeOf("c1", "/runs/quick").Address);
        // What is written over the environment counts, also where it is empty.
        Assert.False(Read(("ARENA_ARTIFACTS", "s3://b"), ("Arena:Artifacts", "")).IsElsewhere);
    }

    [Theory]
    [InlineData("ARENA_ARTIFACTS", "http://canary:canary@host/bucket", "Write s3://BUCKET/PREFIX")]
    [InlineData("ARENA_ARTIFACTS", "s3://canary:canary@bucket/prefix", "Write s3://BUCKET/PREFIX")]
    [InlineData("ARENA_ARTIFACTS", "s3://", "Write s3://BUCKET/PREFIX")]
    [InlineData("ARENA_ARTIFACTS", "s3://bucket/../other", "Write s3://BUCKET/PREFIX")]
    [InlineData("ARENA_S3_ENDPOINT", "http://canary:canary@minio:9000", "Write https://HOST:PORT, without keys")]
    [InlineData("ARENA_S3_ENDPOINT", "minio:9000", "Write https://HOST:PORT")]
    [InlineData("ARENA_S3_ENDPOINT", "http://minio/bucket", "Write https://HOST:PORT")]
    [InlineData("ARENA_S3_PATH_STYLE", "yes", "write true")]
    [InlineData("ARENA_S3_PART_MB", "1", "a number from 5 to 5120")]
    [InlineData("ARENA_ARTIFACT_CACHE_GB", "none", "a number from 0.1")]
    public void What_cannot_be_read_is_refused_with_what_to_write(string variable, string value, string told)
    {
        var e = Assert.Throws<ArgumentException>(() => Read(("ARENA_ARTIFACTS", "s3://bucket"), (variable, value)));
        Assert.Contains(variable, e.Message, StringComparison.Ordinal);
        Assert.Contains(told, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_problems_are_told_at_once() => Assert.Equal(3, Assert.Throws<ArgumentException>(() => Read(
        ("ARENA_ARTIFACTS", "s3://"), ("ARENA_S3_ENDPOINT", "minio"), ("ARENA_ARTIFACT_CACHE_GB", "-1"))).Message.Split('\n').Length);

    [Fact]
    public async Task A_process_gets_the_store_that_its_settings_name()
    {
        Assert.IsType<FolderArtifactStore>(await StoreAsync(("ARENA_ARTIFACTS", "/mnt/arena")));
        Assert.IsType<S3ArtifactStore>(await StoreAsync(
            ("ARENA_ARTIFACTS", "s3://bucket"), ("ARENA_S3_REGION", "eu-west-1"), ("ARENA_ARTIFACT_CACHE", Path.GetTempPath())));
        await Assert.ThrowsAsync<ArgumentException>(() => StoreAsync(("ARENA_ARTIFACTS", "s3://")));
        var e = await Assert.ThrowsAsync<ArgumentException>(() => StoreAsync(
            ("ARENA_ARTIFACTS", "s3://bucket"), ("ARENA_S3_REGION", "eu-west-1"), ("ARENA_ARTIFACT_CACHE", "/dev/null/copies")));
        Assert.StartsWith("ARENA_ARTIFACT_CACHE", e.Message, StringComparison.Ordinal);
    }

    private static async Task<IArtifactStore> StoreAsync(params (string Key, string Value)[] settings)
    {
        var services = new ServiceCollection().AddSingleton<IConfiguration>(Configuration(settings)).AddArtifacts().AddArtifacts();
        await using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<IArtifactStore>();
    }

    private static ArtifactSettings Read(params (string Key, string Value)[] settings) => ArtifactSettings.Read(Configuration(settings));

    private static IConfigurationRoot Configuration((string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.GroupBy(s => s.Key).Select(s => KeyValuePair.Create(s.Key, (string?)s.Last().Value))).Build();
}
