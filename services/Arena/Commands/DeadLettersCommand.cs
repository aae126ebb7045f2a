using System.CommandLine;
using System.Globalization;
using ArenaLearning.Arena.DeadLetters;
using ArenaLearning.Arena.Running;
using ArenaLearning.Arena.Tables;
using ArenaLearning.Arena.Validation;
using ArenaLearning.Settings;
using RabbitMQ.Client.Exceptions;

namespace ArenaLearning.Arena.Commands;

/// <summary><c>arena dead-letters</c>: messages that no consumer could handle, in the queues <c>NAME_error</c> of a broker.</summary>
internal static class DeadLettersCommand
{
    public const string Example = """
        arena dead-letters list
        arena dead-letters show judging-judge-battles
        arena dead-letters replay judging-judge-battles
        """;

    private const int MostShown = 20;

    public static Command Create() => new(
        "dead-letters", $"Messages that no service could handle: list, show, send again or forget them. {KnownSettings.Bus.Variable} names the broker.")
    {
        List(), Show(),
        Take("replay", "Send the messages of a queue again to the service that failed on them.", "sent again",
            (broker, queue, token) => broker.ReplayAsync(queue, token)),
        Take("drop", "Forget the messages of a queue: what they asked for is asked for again where it is still wanted.", "dropped",
            (broker, queue, token) => broker.DropAsync(queue, token)),
    };

    private static Command List()
    {
        var bus = BusOption();
        var command = new Command("list", "How many there are of each queue.") { bus };
        command.SetAction((parsed, token) => AskAsync(parsed, bus, async broker =>
        {
            var rows = new List<string[]>();
            foreach (var queue in ServiceConsumers.Queues)
                if (await broker.CountAsync(queue, token) is var count and > 0) rows.Add([queue, count.ToString("N0", CultureInfo.InvariantCulture)]);
            return rows.Count == 0 ? "There are no dead letters." : PlainTable.Text(["queue"], ["dead letters"], rows);
        }, token));
        return command;
    }

    private static Command Show()
    {
        var (queue, bus, full) = (QueueArgument(), BusOption(), new Option<bool>("--full") { Description = "The messages themselves too" });
        var command = new Command("show", $"The first {MostShown} of a queue, each with why it failed. They stay where they are.") { queue, bus, full };
        command.SetAction((parsed, token) => AskAsync(parsed, bus, async broker =>
        {
            var letters = await broker.PeekAsync(parsed.GetValue(queue)!, MostShown, token);
            return letters.Count == 0 ? $"{parsed.GetValue(queue)} has no dead letters."
                : string.Join('\n', letters.Select(letter => $"{letter.Kind}: {letter.Reason}{(parsed.GetValue(full) ? $"\n{letter.Body}" : "")}"));
        }, token));
        return command;
    }

    private static Command Take(string name, string description, string done, Func<DeadLetterBroker, string, CancellationToken, Task<int>> takeAsync)
    {
        var (queue, bus) = (QueueArgument(), BusOption());
        var command = new Command(name, description) { queue, bus };
        command.SetAction((parsed, token) => AskAsync(parsed, bus, async broker =>
        {
            var taken = await takeAsync(broker, parsed.GetValue(queue)!, token);
            return string.Create(CultureInfo.InvariantCulture, $"{taken:N0} {done}.");
        }, token));
        return command;
    }

    private static Argument<string> QueueArgument()
    {
        var queue = new Argument<string>("QUEUE") { Description = "As `arena dead-letters list` names it" };
        queue.Validators.Add(result =>
        {
            if (!ServiceConsumers.Queues.Contains(result.GetValueOrDefault<string>()))
                result.AddError($"QUEUE must be one of: {string.Join(", ", ServiceConsumers.Queues)}");
        });
        return queue;
    }

    private static Option<string?> BusOption() => new("--bus")
    {
        HelpName = "ADDRESS",
        Description = $"RabbitMQ broker, amqp://user:password@host:port/vhost [default: {KnownSettings.Bus.Variable}]",
    };

    private static string? BrokerOfEnvironment()
    {
        try
        {
            return KnownSettings.Bus.FromEnvironment();
        }
        catch (ArgumentException e)
        {
            throw new CommandRefusedException(e.Message);
        }
    }

    private static async Task<int> AskAsync(
        ParseResult parsed, Option<string?> bus, Func<DeadLetterBroker, Task<string>> askAsync, CancellationToken cancellationToken)
    {
        var address = BrokerAddress.Parse(parsed.GetValue(bus) ?? BrokerOfEnvironment())
            ?? throw new CommandRefusedException($"--bus: name the broker, or set {KnownSettings.Bus.Variable}");
        try
        {
            await using var broker = await DeadLetterBroker.ConnectAsync(address, cancellationToken);
            await parsed.InvocationConfiguration.Output.WriteLineAsync(await askAsync(broker));
            return ExitCodes.Done;
        }
        catch (BrokerUnreachableException e)
        {
            throw new CommandRefusedException($"--bus: RabbitMQ at {address.Host} is not reached, or refuses this user: {(e.InnerException ?? e).Message}");
        }
        catch (Exception e) when (e is OperationInterruptedException or AlreadyClosedException or PublishException)
        {
            throw new CommandRefusedException($"RabbitMQ at {address.Host} did not do it: {e.Message} What was not sent again is where it was.");
        }
    }
}
