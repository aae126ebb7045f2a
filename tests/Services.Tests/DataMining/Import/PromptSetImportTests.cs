using ArenaLearning.DataMining.Import;
using Xunit;

namespace ArenaLearning.Services.Tests.DataMining.Import;

public sealed class PromptSetImportTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, 3)]
    [InlineData(2, 2)]
    [InlineData(7, 3)]
    public async Task Prompts_come_in_the_order_of_the_file_as_many_as_are_allowed(int? limit, int count)
    {
        var path = folder.Write("prompts.jsonl", """{"id": "a", "prompt": "one"}""", """{"prompt": "two"}""", """{"id": "c", "prompt": "three"}""");

        Assert.Equal(count, await PromptSetImport.CheckAsync(path, limit, Token));
        Assert.Equal(
            new[] { "one", "two", "three" }.Take(count),
            await PromptSetImport.RowsAsync(path, limit, Token).Select(row => row.Messages[^1].Content).ToListAsync(Token));
    }

    [Theory]
    [InlineData("""{"id": "a", "prompt": "two"}""", "prompts.jsonl:3: id: \"a\" is also the id of", "prompts.jsonl:1; ids must differ")]
    [InlineData("""{"prompt": "one"}""", "is also the id of", "prompts.jsonl:2; ids must differ: the two prompts are the same")]
    [InlineData("""{"id": "d", "prompt": 7}""", "1 rows cannot be read; correct or remove them:", "prompts.jsonl:3: prompt: ")]
    public async Task A_file_that_is_not_right_is_refused_before_anything_is_written(string row, string what, string where)
    {
        var path = folder.Write("prompts.jsonl", """{"id": "a", "prompt": "zero"}""", """{"prompt": "one"}""", row);

        var refusal = await Assert.ThrowsAsync<ImportRefusedException>(() => PromptSetImport.CheckAsync(path, null, Token));

        Assert.Contains(what, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(where, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ids_behind_the_limit_may_be_the_same()
    {
        var path = folder.Write("prompts.jsonl", """{"id": "a", "prompt": "one"}""", """{"id": "a", "prompt": "two"}""");

        Assert.Equal(1, await PromptSetImport.CheckAsync(path, 1, Token));
    }

    public void Dispose() => folder.Dispose();
}
