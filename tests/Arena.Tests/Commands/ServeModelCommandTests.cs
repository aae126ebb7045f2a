using System.Text.RegularExpressions;
using ArenaLearning.Arena.Commands;
using Xunit;

namespace ArenaLearning.Arena.Tests.Commands;

public sealed partial class ServeModelCommandTests
{
    private static readonly string Multiplier = Path.Combine(Path.GetDirectoryName(ShippedExample.Path)!, "arithmetic", "multiplier");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_says_where_it_listens_answers_there_and_ends_when_told()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        using var output = new Announcement();
        using var error = new StringWriter();
        var running = ArenaCommandLine.InvokeAsync(["serve-model", Multiplier, "--port", "0", "--name", "times"], output, error, stop.Token);
        var announced = await await Task.WhenAny(output.Whole, running.ContinueWith(_ => error.ToString(), TaskScheduler.Default));

        var curl = Curl().Match(announced);
        Assert.True(curl.Success, announced);
        using var http = new HttpClient();
        using var response = await http.PostAsync(curl.Groups["url"].Value, new StringContent(curl.Groups["body"].Value), Cancellation);
        Assert.Contains("6*47=240+42=282 #### 282", await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Contains("times: 158,016 parameters, 96 positions, 8 answers at a time", announced, StringComparison.Ordinal);

        await stop.CancelAsync();
        Assert.Equal((ExitCodes.Done, ""), (await running, error.ToString()));
    }

    [Theory]
    [InlineData("Two checkpoints are called 'multiplier'")]
    [InlineData("--name is given 1 times for 2 checkpoints: name all of them or none.", "--name", "one")]
    [InlineData("The host 'example.org' is no IP address", "--name", "one", "--name", "two", "--host", "example.org")]
    public async Task What_cannot_be_served_exits_with_2(string message, params string[] options)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await ArenaCommandLine.InvokeAsync(["serve-model", Multiplier, Multiplier, .. options], output, error, Cancellation);
        Assert.Equal((2, ""), (code, output.ToString()));
        Assert.StartsWith($"error: {message}", error.ToString(), StringComparison.Ordinal);
    }

    [GeneratedRegex("curl (?<url>http://127\\.0\\.0\\.1:\\d+/v1/chat/completions) -d '(?<body>.*)'")]
    private static partial Regex Curl();

    /// <summary>What the command writes until it is flushed.</summary>
    private sealed class Announcement : StringWriter
    {
        private readonly TaskCompletionSource<string> whole = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> Whole => whole.Task;

        public override Task FlushAsync()
        {
            whole.TrySetResult(ToString());
            return Task.CompletedTask;
        }
    }
}
