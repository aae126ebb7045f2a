using System.Net.Sockets;
using ArenaLearning.Arena.Validation;

namespace ArenaLearning.Arena.Running;

/// <summary>Looks whether a broker is there before a campaign counts on it: the bus itself waits for one without a word.</summary>
public static class BrokerReach
{
    /// <summary>A broker that is just starting may still come.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private const int AmqpPort = 5672, AmqpsPort = 5671;

    /// <exception cref="CommandRefusedException">Nothing answers at its host and port; user and password are not named.</exception>
    public static async Task CheckAsync(Uri broker, TextWriter output, TimeProvider time, CancellationToken cancellationToken)
    {
        var (host, port) = (broker.Host, broker.Port >= 0 ? broker.Port : broker.Scheme == "amqps" ? AmqpsPort : AmqpPort);
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        string? failure = null;
        try
        {
            while (!await AnswersAsync())
                await Task.Delay(Pause, time, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CommandRefusedException(
                $"--bus: RabbitMQ at {host}:{port} is not reached within {Patience.TotalSeconds:0} s: {failure ?? "nothing answers"}. "
                + "Check that the broker runs and that this host reaches it.");
        }

        async Task<bool> AnswersAsync()
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(host, port, either.Token);
                return true;
            }
            catch (SocketException e)
            {
                if (failure is null) await output.WriteLineAsync($"Trying to reach RabbitMQ at {host}:{port} for {Patience.TotalSeconds:0} s.");
                failure = e.Message;
                return false;
            }
        }
    }
}
