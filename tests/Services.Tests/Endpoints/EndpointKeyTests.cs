using ArenaLearning.Contracts.Messages;
using ArenaLearning.Endpoints.Failures;
using ArenaLearning.TestEndpoint;
using Xunit;
using static ArenaLearning.Services.Tests.Endpoints.EndpointWorld;

namespace ArenaLearning.Services.Tests.Endpoints;

public sealed class EndpointKeyTests : IDisposable
{
    private const string Secret = "sk-secret-12345";
    private readonly string folder = Directory.CreateTempSubdirectory("endpoint-key-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_key_is_read_from_the_environment_or_from_a_file_and_sent()
    {
        await using var server = await EndpointServer.StartAsync(new() { Key = Secret });
        await using var world = new EndpointWorld();
        Environment.SetEnvironmentVariable("ARENA_TEST_KEY_GOOD", Secret);
        Assert.Contains("quality", (await world.AskAsync(Model(server.BaseUrl, key: new("ARENA_TEST_KEY_GOOD", null)), "?")).Text);
        Assert.Contains("quality", (await world.AskAsync(Model(server.BaseUrl, key: new(null, Written($"{Secret}\n"))), "?")).Text);
    }

    [Fact]
    public async Task A_wrong_key_fails_at_once_says_where_it_was_looked_for_and_is_never_shown()
    {
        await using var server = await EndpointServer.StartAsync(new() { Key = "another" }); // and it repeats the wrong one in its complaint
        await using var world = new EndpointWorld();
        Environment.SetEnvironmentVariable("ARENA_TEST_KEY_WRONG", Secret);
        var failure = await world.FailAsync(Model(server.BaseUrl, key: new("ARENA_TEST_KEY_WRONG", null)), "?");
        Assert.Contains(
            "answered 401 (Incorrect API key provided: Bearer ***.). Its key was looked for in the environment variable ARENA_TEST_KEY_WRONG",
            failure.Message);
        Assert.Equal(EndpointFailure.Refused, failure.Failure);
        Assert.DoesNotContain(Secret, failure.ToString());
        Assert.DoesNotContain(Secret, world.Log.Text);
    }

    [Theory]
    [InlineData("two\nlines " + Secret, "holds a space, a line break or a character beyond ASCII")]
    [InlineData(" \n", "is not set or empty")]
    [InlineData(null, "cannot be read (FileNotFoundException)")]
    public async Task A_key_that_cannot_be_used_is_refused_without_being_shown(string? content, string problem)
    {
        await using var world = new EndpointWorld(handler: _ => throw new InvalidOperationException("nothing may be sent"));
        var failure = await world.FailAsync(Model(Replies.Url, key: new(null, content is null ? Path.Combine(folder, "none") : Written(content))), "?");
        Assert.Contains(problem, failure.Message);
        Assert.DoesNotContain(Secret, failure.ToString());
        Assert.DoesNotContain(Secret, world.Log.Text);
    }

    [Fact]
    public async Task A_variable_that_is_not_set_is_named()
    {
        await using var world = new EndpointWorld(handler: _ => Replies.Answer());
        var failure = await world.FailAsync(Model(Replies.Url, key: new("ARENA_TEST_KEY_ABSENT", null)), "?");
        Assert.Contains("the environment variable ARENA_TEST_KEY_ABSENT, where its key should be, is not set or empty", failure.Message);
    }

    [Fact]
    public async Task A_key_that_was_put_right_is_used_without_a_restart()
    {
        await using var server = await EndpointServer.StartAsync(new() { Key = Secret });
        await using var world = new EndpointWorld();
        var model = Model(server.BaseUrl, key: new(null, Written("old")));
        await world.FailAsync(model, "?");
        Written(Secret);
        Assert.Contains("quality", (await world.AskAsync(model, "?")).Text);
    }

    private string Written(string content)
    {
        var path = Path.Combine(folder, "key");
        File.WriteAllText(path, content);
        return path;
    }
}
