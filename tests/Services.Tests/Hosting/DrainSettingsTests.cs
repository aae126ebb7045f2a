using ArenaLearning.Hosting.Bus;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace ArenaLearning.Services.Tests.Hosting;

public sealed class DrainSettingsTests
{
    [Theory]
    [InlineData(null, 30, 12, 22)]
    [InlineData("30", 30, 12, 22)]
    [InlineData("600", 600, 582, 592)] // an answer may take nearly all of it
    [InlineData("15", 15, 6, 11)]
    public void What_is_at_hand_may_take_the_drain_but_for_what_giving_back_and_closing_take(string? written, int all, int finishing, int busStops)
    {
        var drain = DrainSettings.Read(new ConfigurationBuilder().AddInMemoryCollection([new("ARENA_DRAIN_SECONDS", written)]).Build());

        Assert.Equal((all, finishing, busStops), (drain.Length.TotalSeconds, drain.Finishing.TotalSeconds, drain.BusStops.TotalSeconds));
    }
}
