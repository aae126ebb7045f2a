using ArenaLearning.Contracts.Files;
using ArenaLearning.Contracts.Formats.Recorded;
using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Judging.Recorded;

/// <summary>The verdicts of one file, by prompt, turn and pair of models.</summary>
public sealed class RecordedVerdictIndex
{
    /// <summary>Scores of single answers that differ by at most this are a tie: MT-bench's TIE_DELTA.</summary>
    public const double TieDelta = 0.1;

    private readonly string path;
    private readonly KeyedRowFile<RecordedVerdict> verdicts = new(verdict => [Key(verdict.PromptId, verdict.ModelA, verdict.ModelB)]);
    private readonly KeyedRowFile<RecordedScore> scores = new(score => [Key(score.PromptId, score.Model)]);

    private RecordedVerdictIndex(string path) => this.path = path;

    /// <summary>Verdicts and scores in the file.</summary>
    public int Count { get; private set; }

    /// <exception cref="InvalidDataException">A row cannot be read, or judges a pair a second time; names file, line and field.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static async Task<RecordedVerdictIndex> ReadAsync(string path, CancellationToken cancellationToken = default)
    {
        var index = new RecordedVerdictIndex(path);
        await foreach (var record in JsonRecords.ReadAsync(path, cancellationToken))
        {
            switch (RecordedVerdictReader.Read(record))
            {
                case RecordedVerdict verdict:
                    index.Add(record, index.verdicts, Key(verdict.PromptId, verdict.ModelA, verdict.ModelB), verdict, v => (v.Turn, v.Line),
                        $"{verdict.ModelA} and {verdict.ModelB} are judged");
                    break;
                case RecordedScore score:
                    index.Add(record, index.scores, Key(score.PromptId, score.Model), score, s => (s.Turn, s.Line), $"{score.Model} is scored");
                    break;
            }
        }
        return index.Count > 0 ? index : throw new InvalidDataException($"{path}: there is no verdict in the file");
    }

    /// <summary>The verdict on a pair, in either order of the two.</summary>
    /// <param name="turn">The turn that is judged, from 1; verdicts of a file that names no turns are taken for any.</param>
    /// <exception cref="InvalidDataException">There is none; says why and what to do.</exception>
    public RecordedVerdict Find(string promptId, string a, string b, int turn)
    {
        if (Of(verdicts, Key(promptId, a, b), turn, verdict => verdict.Turn) is { } verdict)
            return verdict.Missing is { } missing ? throw Missing(verdict.Line, missing) : verdict.ModelA == a ? verdict : verdict.Swapped();
        if (Of(scores, Key(promptId, a), turn, score => score.Turn) is { } one && Of(scores, Key(promptId, b), turn, score => score.Turn) is { } other)
        {
            foreach (var score in (RecordedScore[])[one, other])
                if (score.Missing is { } missing) throw Missing(score.Line, missing);
            return new()
            {
                PromptId = promptId,
                Turn = one.Turn,
                ModelA = a,
                ModelB = b,
                Games = [new(one.Score, other.Score)],
                Line = one.Line,
                Tied = Math.Abs(one.Score - other.Score) <= TieDelta + 1e-9,
            };
        }
        throw new InvalidDataException($"{path} has no verdict on {a} and {b} for prompt {promptId}: add it to the file, or use another judge");
    }

    private void Add<TRow>(JsonRecord record, KeyedRowFile<TRow> rows, string key, TRow row, Func<TRow, (int? Turn, int Line)> at, string what)
        where TRow : class
    {
        if (rows.Of(key).FirstOrDefault(earlier => at(earlier).Turn == at(row).Turn) is { } first)
            throw record.Wrong($"{what} a second time for the prompt (first in line {at(first).Line}): keep the verdicts of one judge, once each");
        rows.Add(row);
        Count++;
    }

    private static TRow? Of<TRow>(KeyedRowFile<TRow> rows, string key, int turn, Func<TRow, int?> turnOf) where TRow : class
    {
        var same = rows.Of(key);
        return same.FirstOrDefault(row => turnOf(row) == turn) ?? same.FirstOrDefault(row => turnOf(row) is null);
    }

    private InvalidDataException Missing(int line, string why) => new($"{path}:{line}: {why}");

    private static string Key(string prompt, string a, string b) =>
        string.CompareOrdinal(a, b) < 0 ? $"{prompt}\0{a}\0{b}" : $"{prompt}\0{b}\0{a}";

    private static string Key(string prompt, string model) => $"{prompt}\0{model}";
}
