using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace ArenaLearning.TestServers;

/// <summary>
/// A way over loopback to a port, which a test can cut: then nothing gets through, connections stay open and say nothing, and new ones are taken and
/// get no answer, as where a network drops what is sent. A port that nobody listens on refuses here too.
/// </summary>
internal sealed class NetworkLink : IAsyncDisposable
{
    private readonly int target;
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource ended = new();
    private readonly ConcurrentDictionary<Socket, Socket> pairs = new();
    private readonly Task accepting;
    private volatile TaskCompletionSource open = Opened();

    /// <param name="target">The port on loopback that it leads to.</param>
    public NetworkLink(int target)
    {
        this.target = target;
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        accepting = AcceptAsync();
    }

    /// <summary>Where to connect.</summary>
    public int Port { get; }

    public void Cut() => open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What was sent meanwhile arrives.</summary>
    public void Mend() => open.TrySetResult();

    /// <summary>Ends all connections at both ends, as a device on the way does that has forgotten them.</summary>
    public void Reset()
    {
        foreach (var (near, far) in pairs) Break(near, far);
    }

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        listener.Stop();
        await accepting;
        Reset();
        open.TrySetResult();
        ended.Dispose();
    }

    private static TaskCompletionSource Opened()
    {
        var opened = new TaskCompletionSource();
        opened.SetResult();
        return opened;
    }

    private static void Break(params ReadOnlySpan<Socket> sockets)
    {
        foreach (var socket in sockets)
        {
            try
            {
                // Without the rest of what is on its way: the other end sees a reset, and not an orderly end.
                socket.LingerState = new(true, 0);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
            }
            socket.Dispose();
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = JoinAsync(await listener.AcceptSocketAsync(ended.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task JoinAsync(Socket near)
    {
        near.NoDelay = true;
        var far = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        pairs[near] = far;
        try
        {
            await open.Task.WaitAsync(ended.Token);
            await far.ConnectAsync(IPAddress.Loopback, target, ended.Token);
            await Task.WhenAll(CopyAsync(near, far), CopyAsync(far, near));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
        }
        finally
        {
            pairs.TryRemove(near, out _);
            Break(near, far);
        }
    }

    private async Task CopyAsync(Socket from, Socket to)
    {
        var buffer = new byte[1 << 16];
        try
        {
            while (await from.ReceiveAsync(buffer, SocketFlags.None, ended.Token) is var count and > 0)
            {
                await open.Task.WaitAsync(ended.Token);
                for (var sent = 0; sent < count;) sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), SocketFlags.None, ended.Token);
            }
            await open.Task.WaitAsync(ended.Token);
            to.Shutdown(SocketShutdown.Send);
        }
        catch
        {
            // The one way does not outlive the other.
            Break(from, to);
            throw;
        }
    }
}
