using System.Collections.Concurrent;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Hosting.Api;
using ArenaLearning.Hosting.Bus;
using Grpc.Core;

namespace ArenaLearning.Flywheel.Api;

/// <summary>Has DataMining measure prompts for those who plan a campaign, and waits for what it says.</summary>
public sealed class PromptMeasurements(IMessageBus bus, TimeProvider time)
{
    /// <summary>How long DataMining may take: it may have others' prompts to build first.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, TaskCompletionSource<PromptsMeasured>> pending = new(StringComparer.Ordinal);

    /// <exception cref="RpcException">The broker does not take the command, or nobody answers.</exception>
    public async Task<PromptsMeasured> AskAsync(MeasurePrompts command, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<PromptsMeasured>(TaskCreationOptions.RunContinuationsAsynchronously);
        pending[command.MeasureId] = answer;
        try
        {
            await bus.SendAsync(command, cancellationToken);
            return await answer.Task.WaitAsync(Patience, time, cancellationToken);
        }
        catch (BusUnavailableException e)
        {
            throw Refusal.Unavailable(e.Message);
        }
        catch (TimeoutException)
        {
            throw Refusal.Unavailable($"DataMining, which reads the prompts, has not answered for {Patience.TotalSeconds:0} s. Does one run, of this version?");
        }
        finally
        {
            pending.TryRemove(command.MeasureId, out _);
        }
    }

    /// <summary>Hands in what DataMining says, which may be for another Flywheel.</summary>
    public void Hear(PromptsMeasured measured)
    {
        if (pending.TryGetValue(measured.MeasureId, out var waiting)) waiting.TrySetResult(measured);
    }
}
