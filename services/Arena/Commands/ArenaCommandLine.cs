using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using ArenaLearning.Arena.Validation;
using ArenaLearning.Flywheel.Yaml;
using ArenaLearning.LanguageModels.Native;

namespace ArenaLearning.Arena.Commands;

/// <summary>The command line of <c>arena</c>: its commands, and how any of them ends.</summary>
public static class ArenaCommandLine
{
    /// <summary>After Ctrl+C a training step or a batch of answers may finish; then the process ends whatever it does.</summary>
    private static readonly TimeSpan TerminationTimeout = TimeSpan.FromSeconds(30);

    /// <returns>See <see cref="ExitCodes"/>.</returns>
    public static async Task<int> InvokeAsync(
        IReadOnlyList<string> args, TextWriter output, TextWriter error, CancellationToken cancellationToken = default)
    {
        var parsed = Create().Parse(args);
        if (parsed.Action is ParseErrorAction)
        {
            foreach (var message in Messages(parsed)) await error.WriteLineAsync($"error: {message}");
            var command = parsed.CommandResult.Command;
            await error.WriteLineAsync($"See `{Path(command)} --help`.");
            return ExitCodes.Refused;
        }
        try
        {
            return await parsed.InvokeAsync(
                new()
                {
                    Output = output,
                    Error = error,
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = TerminationTimeout,
                },
                cancellationToken);
        }
        catch (FileRefusedException e)
        {
            foreach (var problem in e.Problems) await error.WriteLineAsync($"error: {problem}");
            return ExitCodes.Refused;
        }
        catch (CommandRefusedException e)
        {
            await error.WriteLineAsync($"error: {e.Message}");
            return ExitCodes.Refused;
        }
        catch (NativeTorchException e)
        {
            await error.WriteLineAsync($"error: {e.Message}");
            return ExitCodes.Refused;
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Interrupted;
        }
        catch (Exception e)
        {
            // The last line of defence: whatever happened, a person gets a sentence and the shell an exit code.
            await error.WriteLineAsync($"error: {e.Message}");
            return ExitCodes.Failed;
        }
    }

    /// <summary>What is wrong with the usage; that a command is missing only where no unknown word stands in its place.</summary>
    private static IEnumerable<string> Messages(ParseResult parsed) =>
        parsed.CommandResult.Command is RootCommand && parsed.UnmatchedTokens.Count > 0
            ? parsed.UnmatchedTokens.Select(Unrecognized) : parsed.Errors.Select(problem => problem.Message);

    /// <summary>An argument that is a path. What looks like an option is an option that there is not, rather than a path.</summary>
    internal static Argument<T> PathArgument<T>(string name, string description)
    {
        var argument = new Argument<T>(name) { Description = description };
        argument.Validators.Add(result =>
        {
            foreach (var option in result.Tokens.Where(token => token.Value.StartsWith('-'))) result.AddError(Unrecognized(option.Value));
        });
        return argument;
    }

    /// <summary>The command and those above it, the root last.</summary>
    private static IEnumerable<Command> Ancestry(Command? command)
    {
        for (; command is not null; command = command.Parents.OfType<Command>().FirstOrDefault()) yield return command;
    }

    /// <summary>How a command is called, for example <c>arena testset build</c>.</summary>
    private static string Path(Command command) =>
        string.Join(' ', Ancestry(command).Where(above => above is not RootCommand).Select(above => above.Name).Append("arena").Reverse());

    private static string Unrecognized(string word) => $"Unrecognized command or argument '{word}'.";

    private static RootCommand Create()
    {
        var root = new RootCommand("Arena Learning: a language model that learns from the battles it loses.");
        foreach (var command in Commands) root.Add(command.Command);
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExample((HelpAction)help.Action!, Commands.ToDictionary(c => c.Command.Name, c => c.Example));
        return root;
    }

    private static IReadOnlyList<(Command Command, string Example)> Commands =>
    [
        (RunCommand.Create(), RunCommand.Example),
        (ValidateCommand.Create(), ValidateCommand.Example),
        (PlanCommand.Create(), PlanCommand.Example),
        (RejudgeCommand.Create(), RejudgeCommand.Example),
        (ReportCommand.Create(), ReportCommand.Example),
        (SummaryCommand.Create(), SummaryCommand.Example),
        (ChatCommand.Create(), ChatCommand.Example),
        (EvalCommand.Create(), EvalCommand.Example),
        (TrainCommand.Create(), TrainCommand.Example),
        (GradeCommand.Create(), GradeCommand.Example),
        (RankCommand.Create(), RankCommand.Example),
        (ServeModelCommand.Create(), ServeModelCommand.Example),
        (TestSetCommand.Create(), TestSetCommand.Example),
        (CacheCommand.Create(), CacheCommand.Example),
        (CampaignsCommand.Create(), CampaignsCommand.Example),
        (WatchCommand.Create(), WatchCommand.Example),
        (LeaderboardCommand.Create(), LeaderboardCommand.Example),
        (StatusCommand.Create(), StatusCommand.Example),
        (KeysCommand.Create(), KeysCommand.Example),
        (DeadLettersCommand.Create(), DeadLettersCommand.Example),
        (SettingsCommand.Create(), SettingsCommand.Example),
        (MetricsCommand.Create(), MetricsCommand.Example),
    ];

    /// <summary>The usual help, and an example behind it.</summary>
    private sealed class HelpWithExample(HelpAction help, IReadOnlyDictionary<string, string> examples) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            help.Invoke(parseResult);
            // A command below another, as `testset build`, has the example of the one above it.
            var named = Ancestry(parseResult.CommandResult.Command).FirstOrDefault(command => examples.ContainsKey(command.Name));
            var example = named is null ? RunCommand.Example : examples[named.Name];
            parseResult.InvocationConfiguration.Output.WriteLine($"Example:\n  {example.ReplaceLineEndings("\n  ")}\n");
            return ExitCodes.Done;
        }
    }
}
