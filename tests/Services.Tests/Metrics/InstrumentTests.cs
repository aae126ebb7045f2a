using System.Text.RegularExpressions;
using ArenaLearning.Monitoring.Metrics;
using ArenaLearning.Waiting;
using Xunit;

namespace ArenaLearning.Services.Tests.Metrics;

/// <summary>The naming rules of prometheus.io, for all that is measured.</summary>
public sealed partial class InstrumentTests
{
    private static readonly string[] Units = ["seconds", "bytes", "ratio", "usd", "elo", "nats", "total", "info"];

    /// <summary>What is counted has no unit, nor have a loss and a reward.</summary>
    private static readonly string[] WithoutUnit =
    [
        "arena_dependency_up", "arena_messages_in_flight", "arena_campaigns_running", "arena_training_loss", "arena_training_reward",
        "arena_training_reward_margin",
    ];

    /// <summary>Every value of such a label would be a series of its own, without end.</summary>
    private static readonly string[] Endless = ["id", "campaign", "chunk", "unit", "prompt", "job", "run", "battle", "worker", "message_id", "url"];

    [Fact]
    public void Every_name_begins_with_arena_and_ends_with_its_unit() => Assert.All(ArenaMetrics.Instruments, instrument =>
    {
        Assert.Matches(Name(), instrument.Name);
        Assert.True(WithoutUnit.Contains(instrument.Name) || Units.Contains(instrument.Name.Split('_')[^1]), $"{instrument.Name} has no unit at its end");
        Assert.Equal(instrument.Kind == "counter", instrument.Name.EndsWith("_total", StringComparison.Ordinal));
    });

    [Fact]
    public void Every_instrument_says_what_it_is_in_a_sentence() => Assert.All(ArenaMetrics.Instruments, instrument =>
    {
        Assert.InRange(instrument.Help.Length, 8, 200);
        Assert.DoesNotContain('\n', instrument.Help);
        Assert.False(instrument.Help.EndsWith('.'), instrument.Name);
    });

    [Fact]
    public void No_label_is_an_id() => Assert.All(ArenaMetrics.Instruments, instrument => Assert.All(instrument.Labels, label =>
    {
        Assert.Matches(Label(), label);
        Assert.False(Endless.Contains(label) || label.EndsWith("_id", StringComparison.Ordinal), $"{instrument.Name} has the label {label}");
    }));

    [Fact]
    public void No_two_instruments_have_one_name()
    {
        Assert.True(ArenaMetrics.Instruments.Count > 30);
        Assert.Equal(ArenaMetrics.Instruments.Count, ArenaMetrics.Instruments.DistinctBy(instrument => instrument.Name).Count());
    }

    [Fact]
    public async Task A_series_that_nothing_adds_to_goes_away_and_the_others_stay()
    {
        var registry = Prometheus.Metrics.NewCustomRegistry();
        var instruments = new InstrumentSet("tested", registry, TimeSpan.FromMilliseconds(100));
        var counter = instruments.Counter("arena_tested_total", "Something tested", "contestant");
        instruments.PlainCounter("arena_plain_total", "Something plain").Inc();
        counter.WithLabels("gone").Inc();
        Assert.Contains("arena_tested_total{contestant=\"gone\"} 1", await TextAsync(), StringComparison.Ordinal);

        await Eventually.HappensAsync("what ended was told no more", async () =>
        {
            counter.WithLabels("stays").Inc();
            return !(await TextAsync()).Contains("gone", StringComparison.Ordinal);
        });
        counter.WithLabels("stays").Inc();

        Assert.Contains("arena_tested_total{contestant=\"stays\"}", await TextAsync(), StringComparison.Ordinal);
        Assert.Contains("arena_plain_total 1", await TextAsync(), StringComparison.Ordinal);

        async Task<string> TextAsync()
        {
            using var stream = new MemoryStream();
            await registry.CollectAndExportAsTextAsync(stream, TestContext.Current.CancellationToken);
            return System.Text.Encoding.UTF8.GetString(stream.ToArray());
        }
    }

    [GeneratedRegex("^arena(_[a-z]+)+$")]
    private static partial Regex Name();

    [GeneratedRegex("^[a-z]+(_[a-z]+)*$")]
    private static partial Regex Label();
}
