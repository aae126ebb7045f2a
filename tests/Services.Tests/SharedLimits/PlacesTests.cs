using ArenaLearning.Endpoints.Limits;
using Xunit;

namespace ArenaLearning.Services.Tests.SharedLimits;

public class PlacesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_waits_longest_gets_the_place_that_is_given_back()
    {
        var places = new Places(1);
        await places.EnterAsync(Token);
        var (second, third) = (places.EnterAsync(Token), places.EnterAsync(Token));
        places.Leave();
        await second;
        Assert.False(third.IsCompleted);
        places.Leave();
        await third;
    }

    [Fact]
    public async Task Fewer_places_are_taken_back_as_requests_end()
    {
        var places = new Places(3);
        foreach (var _ in Enumerable.Range(0, 3)) await places.EnterAsync(Token);
        var next = places.EnterAsync(Token);
        places.Capacity = 1;
        Assert.Equal((4, 3), places.Demand);
        places.Leave();
        places.Leave();
        Assert.False(next.IsCompleted);
        Assert.Equal((2, 1), places.Demand);
        places.Leave();
        await next;
    }

    [Fact]
    public async Task More_places_let_in_who_waits()
    {
        var crowded = 0;
        var places = new Places(0) { Crowded = () => crowded++ };
        var (first, second) = (places.EnterAsync(Token), places.EnterAsync(Token));
        Assert.Equal(2, crowded);
        places.Capacity = 2;
        await Task.WhenAll(first, second);
        Assert.Equal((2, 2), places.Demand);
    }

    [Fact]
    public async Task Who_is_called_off_is_passed_over()
    {
        var places = new Places(1);
        await places.EnterAsync(Token);
        using var off = new CancellationTokenSource();
        var (gone, waiting) = (places.EnterAsync(off.Token), places.EnterAsync(Token));
        await off.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        Assert.Equal(2, places.Demand.Wanted);
        places.Leave();
        await waiting;
        places.Leave();
        Assert.Equal((0, 1), places.Demand);
    }

    [Fact]
    public async Task Places_are_given_up_only_where_nobody_wants_one()
    {
        var places = new Places(2);
        await places.EnterAsync(Token);
        Assert.False(places.TryClose());
        places.Leave();
        Assert.True(places.TryClose());
        Assert.False(places.EnterAsync(Token).IsCompleted);
    }
}
