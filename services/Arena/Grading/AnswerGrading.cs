using System.Runtime.CompilerServices;
using ArenaLearning.Contracts.Formats.Answers;
using ArenaLearning.Contracts.Files;

namespace ArenaLearning.Arena.Grading;

/// <summary>Grades the final answers of a file's rows against their references.</summary>
public static class AnswerGrading
{
    private const int ShownCharacters = 60;

    /// <exception cref="InvalidDataException">A row lacks a field, or no row can be graded; names file, line and field.</exception>
    public static async Task<GradingResult> GradeAsync(
        string file, string referenceField, string responseField, CancellationToken cancellationToken = default)
    {
        var rows = new List<GradedRow>();
        await foreach (var row in RowsAsync(file, referenceField, responseField, cancellationToken)) rows.Add(row);
        var graded = rows.Count(row => row.Correct is not null);
        if (rows.Count == 0) throw new InvalidDataException($"{file}: there is no row to grade");
        if (graded == 0)
            throw new InvalidDataException($"{file}:{rows[0].Line}: {referenceField}: {rows[0].Skipped}; no row of the file can be graded");
        var right = rows.Count(row => row.Correct == true);
        return new((double)right / graded, right, graded, rows.Count - graded, rows);
    }

    private static async IAsyncEnumerable<GradedRow> RowsAsync(
        string file, string referenceField, string responseField, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var record in JsonRecords.ReadAsync(file, cancellationToken))
            yield return Grade(record, referenceField, responseField);
    }

    /// <summary>A response that is null, or that ends within its thinking, is no answer, hence wrong; a reference that is null skips its row.</summary>
    private static GradedRow Grade(JsonRecord record, string referenceField, string responseField)
    {
        var response = record.IsNull(responseField) ? null : record.Text(responseField);
        var split = Thinking.Split(response ?? "");
        var reading = split.Unfinished ? null : FinalAnswerReader.Read(split.Answer);
        var number = reading?.Value is { } value ? $"{value}{(reading.IsPercent ? "%" : "")}" : null;
        if (record.IsNull(referenceField)) return Skipped("the reference is null");
        var reference = record.Text(referenceField);
        return FinalAnswerReader.ReadReference(reference) is { Value: { } gold } expected
            ? new(record.Line, reading?.IsSameNumber(expected) ?? false, number, reading?.Source, reading?.Text, $"{gold}{(expected.IsPercent ? "%" : "")}")
            : Skipped($"the reference '{Shortened(reference)}' is no number");

        GradedRow Skipped(string why) => new(record.Line, null, number, reading?.Source, reading?.Text, null, why);
    }

    private static string Shortened(string text) => text.Length <= ShownCharacters ? text : $"{text[..ShownCharacters]}...";
}
