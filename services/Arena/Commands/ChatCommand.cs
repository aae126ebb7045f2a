using System.CommandLine;
using ArenaLearning.Arena.Validation;
using ArenaLearning.LanguageModels.Checkpoints;
using ArenaLearning.LanguageModels.Sampling;
using ArenaLearning.LanguageModels.Tokenizers;
using Microsoft.Extensions.AI;

namespace ArenaLearning.Arena.Commands;

/// <summary><c>arena chat</c>: questions to a checkpoint, one after another or just one.</summary>
internal static class ChatCommand
{
    public const string Example = """
        arena chat runs/quick/checkpoints/PPO-I1
        arena chat examples/arithmetic/multiplier --prompt "Zoe has 6 boxes with 47 apples each. How many in all?" --temperature 0
        """;

    public static Command Create()
    {
        var checkpoint = CheckpointOptions.Checkpoint();
        var prompt = new Option<string?>("--prompt") { HelpName = "TEXT", Description = "Ask this one question and end" };
        prompt.Validators.Add(result =>
        {
            if (string.IsNullOrWhiteSpace(result.GetValueOrDefault<string>())) result.AddError("--prompt must not be empty");
        });
        var temperature = CheckpointOptions.Temperature(defaultValue: 0.7);
        var device = CheckpointOptions.Device();
        var command = new Command("chat", "Talk to a checkpoint.") { checkpoint, prompt, temperature, device };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var console = parsed.InvocationConfiguration;
            using var client = await OpenAsync(parsed.GetRequiredValue(checkpoint), parsed.GetRequiredValue(device), cancellationToken);
            var tokenizer = client.GetRequiredService<WordTokenizer>();
            bool Knows(string question) => !tokenizer.Encode(question).Contains(SpecialTokens.Unknown);
            var options = new ChatOptions { Temperature = (float)parsed.GetRequiredValue(temperature) };
            if (parsed.GetValue(prompt) is { } question)
                await AnswerAsync(client, question, options, Knows, console, cancellationToken);
            else
                await TalkAsync(client, options, Console.In, Knows, console, cancellationToken);
            return ExitCodes.Done;
        });
        return command;
    }

    /// <summary>Asks what is typed, line by line, until the input ends. Each question stands alone: the models learned single turns.</summary>
    /// <param name="knows">Whether every word of a question is in the model's vocabulary.</param>
    internal static async Task TalkAsync(
        IChatClient client, ChatOptions options, TextReader input, Func<string, bool> knows, InvocationConfiguration console,
        CancellationToken cancellationToken)
    {
        await console.Output.WriteLineAsync("Ask something; an empty line ends.");
        while (true)
        {
            await console.Output.WriteAsync("> ");
            await console.Output.FlushAsync(cancellationToken);
            var question = await input.ReadLineAsync(cancellationToken);
            if (string.IsNullOrWhiteSpace(question)) return;
            try
            {
                await AnswerAsync(client, question, options, knows, console, cancellationToken);
            }
            catch (CommandRefusedException e)
            {
                await console.Error.WriteLineAsync($"error: {e.Message}");
            }
        }
    }

    private static async Task AnswerAsync(
        IChatClient client, string question, ChatOptions options, Func<string, bool> knows, InvocationConfiguration console,
        CancellationToken cancellationToken)
    {
        if (!knows(question))
            await console.Error.WriteLineAsync("note: some of these words are not in the model's vocabulary; "
                + "it answers as if they were all the same unknown word.");
        await console.Output.WriteLineAsync(await AskAsync(client, question, options, cancellationToken));
    }

    private static async Task<string> AskAsync(IChatClient client, string question, ChatOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return (await client.GetResponseAsync(question, options, cancellationToken)).Text;
        }
        catch (ArgumentException e)
        {
            throw new CommandRefusedException(e.Message);
        }
    }

    private static async Task<IChatClient> OpenAsync(string folder, string device, CancellationToken cancellationToken)
    {
        try
        {
            return await CheckpointChatClient.OpenAsync(folder, device, cancellationToken);
        }
        catch (CheckpointException e)
        {
            throw new CommandRefusedException(e.Message);
        }
    }
}
