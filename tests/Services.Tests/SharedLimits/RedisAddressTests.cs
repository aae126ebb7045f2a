using ArenaLearning.Endpoints.Cache;
using ArenaLearning.Endpoints.Redis;
using Xunit;

namespace ArenaLearning.Services.Tests.SharedLimits;

public class RedisAddressTests
{
    [Theory]
    [InlineData("redis://localhost", "localhost:6379", 0)]
    [InlineData(" redis://:p%40ss@cache.example:6380/3 ", "cache.example:6380", 3)]
    [InlineData("rediss://user:secret@cache.example/", "cache.example:6379", 0)]
    public void An_address_is_read_and_shown_without_its_password(string text, string shown, int database)
    {
        var address = RedisAddress.Read(text)!;
        Assert.Equal((shown, database), (address.ToString(), address.Database));
    }

    [Fact]
    public void User_password_and_tls_reach_the_client()
    {
        var options = RedisAddress.Read("rediss://me:p%40ss@cache.example:6380/2")!.Options();
        Assert.Equal(("me", "p@ss", true, "cache.example"), (options.User, options.Password, options.Ssl, options.SslHost));
        Assert.Null(RedisAddress.Read("redis://:only@cache.example")!.Options().User);
    }

    [Theory]
    [InlineData("localhost:6379")]
    [InlineData("http://localhost")]
    [InlineData("redis://host/zero")]
    [InlineData("redis://host/-1")]
    [InlineData("redis://user:secret@host/x")]
    [InlineData("host:6379,password=secret")]
    [InlineData("redis://host/0?password=secret")]
    [InlineData("redis://:secret")]
    public void What_is_no_address_is_refused_without_its_password(string text)
    {
        var refusal = Assert.Throws<ArgumentException>(() => RedisAddress.Read(text));
        Assert.Contains("ARENA_REDIS", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Replies_are_kept_in_redis_unless_a_folder_is_named()
    {
        var redis = RedisAddress.Read("redis://localhost");
        Assert.Null(RedisAddress.Read(" "));
        Assert.True(ReplyPlace.Of(null, redis).InRedis);
        Assert.Equal(new("/data/replies.db"), ReplyPlace.Of("/data", redis));
        Assert.Equal(ReplyPlace.Off, ReplyPlace.Of("OFF", redis));
    }
}
