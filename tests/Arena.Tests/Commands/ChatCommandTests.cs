using System.CommandLine;
using System.Runtime.CompilerServices;
using ArenaLearning.Arena.Commands;
using Microsoft.Extensions.AI;
using Xunit;

namespace ArenaLearning.Arena.Tests.Commands;

public class ChatCommandTests
{
    [Fact]
    public async Task Each_line_is_asked_on_its_own_until_an_empty_one()
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        using var client = new Echo();

        await ChatCommand.TalkAsync(client, new() { Temperature = 0.5f }, new StringReader("first\ntoo long\nsecond\n\nnever asked\n"),
            question => question != "second", new() { Output = output, Error = error }, TestContext.Current.CancellationToken);

        Assert.Equal("Ask something; an empty line ends.\n> first? (0.5)\n> > second? (0.5)\n> ", output.ToString());
        Assert.Equal(
            "error: too long\nnote: some of these words are not in the model's vocabulary; "
            + "it answers as if they were all the same unknown word.\n", error.ToString());
    }

    /// <summary>Answers with the last question and the temperature; refuses what is too long.</summary>
    private sealed class Echo : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            var question = Assert.Single(messages).Text;
            if (question == "too long") throw new ArgumentException(question);
            return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, $"{question}? ({options?.Temperature})")));
        }

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates()) yield return update;
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
