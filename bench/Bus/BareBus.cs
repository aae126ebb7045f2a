using System.Diagnostics;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace ArenaLearning.Bench.Bus;

/// <summary>The physical limit: one message a battle and nothing else, with the same promises (quorum queue, persistent, confirmed, acknowledged).</summary>
internal static class BareBus
{
    private const int MessageBytes = 2_048;
    private const int Prefetch = 256;

    /// <returns>Seconds of the clock, of this process' processor time and of the broker's.</returns>
    public static async Task<(double Wall, double Processor, double Broker)> RunAsync(Uri broker, int messages)
    {
        var queue = $"bus-bench-{Guid.NewGuid():N}";
        await using var connection = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync();
        await using var sending = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true, new ThrottlingRateLimiter(Prefetch)));
        await using var receiving = await connection.CreateChannelAsync();
        await sending.QueueDeclareAsync(
            queue, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-queue-type"] = "quorum" });
        try
        {
            var received = 0;
            TaskCompletionSource all = new(TaskCreationOptions.RunContinuationsAsynchronously);
            var consumer = new AsyncEventingBasicConsumer(receiving);
            consumer.ReceivedAsync += async (_, message) =>
            {
                await receiving.BasicAckAsync(message.DeliveryTag, multiple: false);
                if (Interlocked.Increment(ref received) == messages) all.TrySetResult();
            };
            await receiving.BasicQosAsync(0, Prefetch, global: false);
            await receiving.BasicConsumeAsync(queue, autoAck: false, consumer);

            var (clock, processor, servers) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime, ProcessorSeconds.OfAll("beam.smp"));
            var body = new byte[MessageBytes];
            List<Task> confirmed = [];
            for (var i = 0; i < messages; i++)
            {
                confirmed.Add(sending.BasicPublishAsync("", queue, mandatory: true, new BasicProperties { Persistent = true }, body).AsTask());
                if (confirmed.Count < Prefetch) continue;
                await Task.WhenAll(confirmed);
                confirmed.Clear();
            }
            await Task.WhenAll(confirmed);
            await all.Task;
            return (clock.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - processor).TotalSeconds, ProcessorSeconds.OfAll("beam.smp") - servers);
        }
        finally
        {
            await receiving.QueueDeleteAsync(queue);
        }
    }
}
