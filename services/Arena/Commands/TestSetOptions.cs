using System.CommandLine;
using System.Text.Json;

namespace ArenaLearning.Arena.Commands;

/// <summary>The options of <c>arena testset build</c> that set one key of its settings each.</summary>
internal sealed class TestSetOptions
{
    private readonly List<(Option<string?> Option, string Key, bool IsText)> options = [];

    public TestSetOptions()
    {
        Number("--seed", "seed", "Seed of everything random [default: 1]");
        Text("--rules", "FILE", "cleaning.rules", "Words, phrases and regular expressions of what is toxic or illegal [default: a small list]");
        Number(
            "--cutoff", "cleaning.decontamination.cutoff",
            "Least cosine similarity to a benchmark item at which a prompt is dropped [default: none, as in the paper]");
        Text("--embeddings", "KIND", "embeddings.kind", "hashed (a fallback without a model), openai or onnx [default: hashed]");
        Text("--embeddings-url", "URL", "embeddings.url", "OpenAI-compatible endpoint, up to and with /v1");
        Text("--embeddings-model", "MODEL", "embeddings.model", "Model at the endpoint, or path of an ONNX file with vocab.txt beside it");
        Text("--embeddings-key-variable", "NAME", "embeddings.key_variable", "Environment variable that holds the endpoint's key");
        Number("--clusters", "test_sets.clusters", "Clusters of the pool [default: 500]");
        Number("--per-cluster", "test_sets.per_cluster", "Diverse: prompts of each cluster [default: 2]");
        Number("--rated-per-cluster", "test_sets.rated_per_cluster", "Prompts of each cluster whose difficulty is rated [default: 20]");
        Number("--hard", "test_sets.hard", "Hard: the most difficult of the rated prompts [default: 1000]");
        Text("--rater-url", "URL", "difficulty.url", "OpenAI-compatible endpoint of the model that rates difficulty");
        Text("--rater-model", "MODEL", "difficulty.model", "Model that rates difficulty");
        Text("--rater-key-variable", "NAME", "difficulty.key_variable", "Environment variable that holds that endpoint's key");
        Text("--battles", "FILE", "difficulty.battles", "Instead of a model: battles.jsonl, whose spread of scores is the difficulty");
        Number("--initial", "splits.initial", "Prompts in D0 [default: a tenth of what the test sets leave]");
    }

    public void AddTo(Command command)
    {
        foreach (var (option, _, _) in options) command.Add(option);
    }

    /// <returns>For each option that was given: <c>key.path=value</c>, and the option as it was written.</returns>
    public IEnumerable<(string Assignment, string Option)> Assignments(ParseResult parsed) =>
        from option in options
        let value = parsed.GetValue(option.Option)
        where value is not null
        select ($"{option.Key}={(option.IsText ? JsonSerializer.Serialize(value) : value)}", $"{option.Option.Name} {value}");

    private void Number(string name, string key, string description) => Add(name, "N", key, description, isText: false);

    private void Text(string name, string helpName, string key, string description) => Add(name, helpName, key, description, isText: true);

    private void Add(string name, string helpName, string key, string description, bool isText) =>
        options.Add((new(name) { HelpName = helpName, Description = description }, key, isText));
}
