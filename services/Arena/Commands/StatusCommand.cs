using System.CommandLine;
using System.Globalization;
using System.Text;
using ArenaLearning.Api.V1;
using ArenaLearning.Arena.Progress;

namespace ArenaLearning.Arena.Commands;

/// <summary><c>arena status</c>: what a process does and what it depends on.</summary>
internal static class StatusCommand
{
    public const string Example = "arena status --server http://localhost:8080";

    public static Command Create()
    {
        var server = ServerOption.Create();
        var command = new Command("status", "Show what a service does, and what it depends on: any service at its gRPC address.") { server };
        command.SetAction((parsed, token) => parsed.AskAsync(server, async channel =>
        {
            var status = await new Api.V1.Status.StatusClient(channel).GetAsync(new(), cancellationToken: token);
            await parsed.InvocationConfiguration.Output.WriteLineAsync(Text(status));
            return status.Dependencies.All(dependency => dependency.IsUp) ? ExitCodes.Done : ExitCodes.Failed;
        }));
        return command;
    }

    internal static string Text(ServiceStatus status)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture,
            $"{status.Service} {status.Version}, up for {ProgressText.Duration(status.Uptime.ToTimeSpan())}: ").Append(CultureInfo.InvariantCulture,
            $"{status.InFlight} messages at work, {status.Done} done, {status.Failed} failed, {status.Retried} tried again");
        if (status.ReplyCache is { } replies)
        {
            text.Append(CultureInfo.InvariantCulture, $"\nreplies kept: {replies.Hits} requests answered by one, {replies.Misses} asked of endpoints");
            if (replies.Hits + replies.Misses is var all and > 0) text.Append(CultureInfo.InvariantCulture, $" ({100.0 * replies.Hits / all:0.#} % hits)");
        }
        foreach (var dependency in status.Dependencies)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{dependency.Name}: {(dependency.IsUp ? "up" : "down")} since ");
            text.Append(CultureInfo.InvariantCulture, $"{dependency.Since.ToDateTime():yyyy-MM-dd HH:mm:ss}Z");
            if (!dependency.IsUp) text.Append(CultureInfo.InvariantCulture, $": {dependency.Problem}");
        }
        foreach (var queue in status.Queues)
            text.Append(CultureInfo.InvariantCulture, $"\nqueue {queue.Name}: {queue.Ready} ready, {queue.Unacknowledged} taken");
        return text.ToString();
    }
}
