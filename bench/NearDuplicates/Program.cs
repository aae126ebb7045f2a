using System.Diagnostics;
using System.Globalization;
using System.Text;
using ArenaLearning.Benchmarks.NearDuplicates;
using ArenaLearning.DataMining.NearDuplicates;

// dotnet run -c Release --project bench/NearDuplicates -- FILE.jsonl.gz [FIELD] [MEGABYTES] [SEED]
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args.Length == 0)
{
    Console.Error.WriteLine("error: name a JSONL file of texts: bench/NearDuplicates FILE.jsonl.gz [FIELD=response] [MEGABYTES=100] [SEED=1]");
    return 2;
}
const double pythonMegabytesASecond = 1.4;
const int rounds = 5, exactTexts = 20_000;
var field = args.ElementAtOrDefault(1) ?? "response";
var megabytes = double.Parse(args.ElementAtOrDefault(2) ?? "100", CultureInfo.InvariantCulture);
var seed = long.Parse(args.ElementAtOrDefault(3) ?? "1", CultureInfo.InvariantCulture);
var settings = new NearDuplicateSettings();

var originals = await Corpus.ReadAsync(args[0], field);
var texts = Corpus.Grown(originals, (long)(megabytes * 1e6), seed);
var size = texts.Sum(text => (long)Encoding.UTF8.GetByteCount(text)) / 1e6;
Console.WriteLine(
    $"{texts.Count:N0} texts, {size:F1} MB of UTF-8; {settings.Permutations} permutations, {settings.ShingleWords}-word shingles, "
    + $"threshold {settings.Threshold}; {Environment.ProcessorCount} cores");

Time("all pairs", () => $"{NearDuplicatePairs.Find(texts, settings).Count:N0} pairs");
Time("keep the first", () => $"{NearDuplicateFilter.Find(texts, settings).Count:N0} dropped");

// Each text once: thousands of copies of one text would be found, or missed, all at once.
var sample = texts.Distinct(StringComparer.Ordinal).Take(exactTexts).ToList();
var exact = ExactPairs.Find(sample, settings);
var found = Expanded(NearDuplicatePairs.Find(sample, settings));
var right = found.Count(exact.Contains);
Console.WriteLine(
    $"against the exact answer on {sample.Count:N0} different texts: {exact.Count:N0} pairs, recall {right / (double)exact.Count:F4}, "
    + $"precision {right / (double)found.Count:F4}");
return 0;

void Time(string what, Func<string> run)
{
    var (best, leastProcessor, told) = (double.MaxValue, double.MaxValue, "");
    for (var round = 0; round < rounds; round++)
    {
        GC.Collect();
        var processor = Process.GetCurrentProcess().TotalProcessorTime;
        var clock = Stopwatch.StartNew();
        told = run();
        best = Math.Min(best, clock.Elapsed.TotalSeconds);
        leastProcessor = Math.Min(leastProcessor, (Process.GetCurrentProcess().TotalProcessorTime - processor).TotalSeconds);
    }
    Console.WriteLine(
        $"{what}: {told} in {best:F2} s, {leastProcessor:F2} s of processor time (best of {rounds}): "
        + $"{size / best:F1} MB/s, {size / best / pythonMegabytesASecond:F0} times the usual Python library's 1.4 MB/s");
}

static HashSet<(int First, int Second)> Expanded(NearDuplicatePairs pairs)
{
    var copies = Enumerable.Range(0, pairs.SameAs.Count).ToLookup(text => pairs.SameAs[text]);
    var all = new HashSet<(int, int)>();
    foreach (var same in copies)
        all.UnionWith(from a in same from b in same where a < b select (a, b));
    foreach (var pair in pairs.Distinct)
        all.UnionWith(from a in copies[pair.First] from b in copies[pair.Second] select (Math.Min(a, b), Math.Max(a, b)));
    return all;
}
