using ArenaLearning.Flywheel.Work;
using Xunit;

namespace ArenaLearning.Services.Tests.Work;

public class UnitWindowTests
{
    private readonly UnitWindow window = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_window_admits_in_order_and_never_more_than_it_holds()
    {
        using var share = window.Join(10);
        using var first = await share.EnterAsync(6, Token);
        var large = share.EnterAsync(6, Token);
        var small = share.EnterAsync(1, Token);
        Assert.False(large.IsCompleted);
        Assert.False(small.IsCompleted);

        first.Dispose();
        first.Dispose();
        using var second = await large;
        using var third = await small;
        Assert.False(share.EnterAsync(4, Token).IsCompleted);
    }

    [Fact]
    public async Task A_window_that_is_changed_lets_more_or_fewer_in()
    {
        using var share = window.Join(10);
        using var first = await share.EnterAsync(10, Token);
        var waiting = share.EnterAsync(10, Token);
        Assert.False(waiting.IsCompleted);

        share.Change(20);
        var second = await waiting;
        share.Change(5);
        var third = share.EnterAsync(10, Token);
        second.Dispose();
        Assert.False(third.IsCompleted);
        first.Dispose();
        // Larger than what the window has become, it goes alone.
        using var room = await third;
        Assert.False(share.EnterAsync(1, Token).IsCompleted);
    }

    [Fact]
    public async Task A_chunk_larger_than_the_window_goes_alone_and_one_that_gives_up_waits_no_more()
    {
        using var share = window.Join(10);
        var large = await share.EnterAsync(100, Token);
        using var impatient = new CancellationTokenSource();
        var cancelled = share.EnterAsync(5, impatient.Token);
        var patient = share.EnterAsync(10, Token);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        large.Dispose();
        using var room = await patient;
    }

    [Fact]
    public async Task Room_that_becomes_free_goes_to_who_has_least()
    {
        using var huge = window.Join(100);
        var rooms = new Queue<IDisposable>();
        for (var i = 0; i < 10; i++) rooms.Enqueue(await huge.EnterAsync(10, Token));
        var waiting = huge.EnterAsync(10, Token);

        using var small = window.Join(100);
        var chunks = Enumerable.Range(0, 6).Select(_ => small.EnterAsync(10, Token)).ToList();
        Assert.All(chunks, chunk => Assert.False(chunk.IsCompleted));

        // Up to half of the window the small one is served first, then they take turns.
        for (var i = 0; i < 5; i++)
        {
            rooms.Dequeue().Dispose();
            await chunks[i];
        }
        Assert.False(waiting.IsCompleted);
        rooms.Dequeue().Dispose();
        await waiting;
        Assert.False(chunks[5].IsCompleted);
    }

    [Theory]
    [InlineData(1, 3, 25)]
    [InlineData(1, 1, 50)]
    [InlineData(0.5, 0.125, 80)]
    public async Task The_window_is_shared_out_by_weight(double first, double second, int ofFirst)
    {
        using var one = window.Join(100, first);
        using var two = window.Join(100, second);
        var ofOne = Enumerable.Range(0, 200).Select(_ => one.EnterAsync(1, Token)).ToList();
        var ofTwo = Enumerable.Range(0, 200).Select(_ => two.EnterAsync(1, Token)).ToList();
        // The first came alone and took everything; both have it shared once all of that has come back.
        for (var i = 0; i < 100; i++) (await ofOne[i]).Dispose();

        await Task.WhenAll([.. ofOne.Take(100 + ofFirst), .. ofTwo.Take(100 - ofFirst)]);
        Assert.False(ofOne[100 + ofFirst].IsCompleted);
        Assert.False(ofTwo[100 - ofFirst].IsCompleted);
    }

    [Fact]
    public async Task Who_leaves_gives_its_room_to_the_others()
    {
        var ended = window.Join(50);
        using var left = window.Join(100);
        await ended.EnterAsync(50, Token);
        await left.EnterAsync(50, Token);
        var waiting = left.EnterAsync(50, Token);
        Assert.False(waiting.IsCompleted);

        ended.Dispose();
        await waiting;
    }

    [Fact]
    public async Task Nobody_has_more_than_its_own_window()
    {
        using var narrow = window.Join(10);
        using var wide = window.Join(1000);
        await narrow.EnterAsync(10, Token);
        Assert.False(narrow.EnterAsync(1, Token).IsCompleted);
        await wide.EnterAsync(900, Token);
    }
}
