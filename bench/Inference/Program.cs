using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Inference;
using ArenaLearning.Inference.Models;
using ArenaLearning.Inference.Settings;
using ArenaLearning.LanguageModels.Decoder;
using ArenaLearning.LanguageModels.Native;
using ArenaLearning.LanguageModels.Sampling;
using ArenaLearning.LanguageModels.Tokenizers;

// Tokens a second of a checkpoint: over HTTP, by the number of clients, against BatchSampler in the same process.
//   dotnet run -c Release --project bench/Inference -- examples/arithmetic/multiplier
const int questionCount = 512;
const int slots = InferenceSettings.DefaultSlots;

TorchRuntime.TuneMemory();
if (args is not [var folder])
{
    Console.Error.WriteLine("Name one checkpoint: dotnet run -c Release --project bench/Inference -- examples/arithmetic/multiplier");
    return 2;
}
string[] questions =
    [.. Enumerable.Range(0, questionCount).Select(i => $"Zoe has {2 + i % 8} boxes with {10 + i % 89} apples each. How many in all?")];
using var loaded = await LoadedModel.OpenAsync(folder, "cpu");
Console.WriteLine(FormattableString.Invariant($"{questionCount} questions, greedy, {Environment.ProcessorCount} processors, {slots} slots"));

var together = await ComputeThread.RunAsync(() => Directly(slots));
Print($"BatchSampler, {slots} at a time", together);
Print("BatchSampler, 128 at a time", await ComputeThread.RunAsync(() => Directly(128)));

await using var server = await InferenceServer.StartAsync(
    new([ModelSource.Of(folder, "model")], Port: 0, Device: "cpu", Slots: slots, QueueLimit: questionCount));
using var http = new HttpClient { BaseAddress = server.Address };
foreach (var clients in new[] { 1, slots, 2 * slots, 8 * slots })
    Print($"HTTP, {clients} clients", await OverHttpAsync(clients));
return 0;

void Print(string what, double rate) =>
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{what,-28} {rate,8:F0} tokens/s   {rate / together:F2} of BatchSampler, {slots} at a time"));

double Directly(int batchSize)
{
    using var model = new DecoderModel(loaded.Parameters, trainable: false);
    int[][] prompts = [.. questions.Select(question => loaded.Tokenizer.EncodeChat([ChatTurn.User(question)], generationPrompt: true))];
    Answer(prompts.Take(2 * batchSize)); // compiled, and memory in place
    var started = Stopwatch.GetTimestamp();
    var tokens = Answer(prompts);
    return tokens / Stopwatch.GetElapsedTime(started).TotalSeconds;

    int Answer(IEnumerable<int[]> all) => all.Chunk(batchSize).Sum(batch => BatchSampler.Sample(
        model, batch, new long[batch.Length], temperature: 0,
        loaded.Parameters.Config.MaxPositions - batch.Max(prompt => prompt.Length), SpecialTokens.EndOfSequence)
        .Sum(response => response.Tokens.Length));
}

async Task<double> OverHttpAsync(int clients)
{
    await AnswerAsync(questions[..Math.Min(questionCount, 4 * clients)]);
    var started = Stopwatch.GetTimestamp();
    var tokens = await AnswerAsync(questions);
    return tokens / Stopwatch.GetElapsedTime(started).TotalSeconds;

    async Task<int> AnswerAsync(string[] asked)
    {
        var total = 0;
        await Parallel.ForEachAsync(asked, new ParallelOptions { MaxDegreeOfParallelism = clients }, async (question, cancellationToken) =>
        {
            using var response = await http.PostAsJsonAsync(
                "/v1/chat/completions",
                new { model = "model", temperature = 0, messages = new[] { new { role = "user", content = question } } }, cancellationToken);
            response.EnsureSuccessStatusCode();
            var answer = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
            Interlocked.Add(ref total, answer.GetProperty("usage").GetProperty("completion_tokens").GetInt32());
        });
        return total;
    }
}
