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
            yield return Grade(record.Line, record.Text(referenceField), record.Text(responseField));
    }

    private static GradedRow Grade(int line, string reference, string response)
    {
        var reading = AnswerReader.Read(response);
        var number = reading?.Value is { } value ? $"{value}{(reading.IsPercent ? "%" : "")}" : null;
        if (AnswerReader.ReadReference(reference) is not { Value: { } gold } expected)
            return new(line, null, number, reading?.Source, reading?.Text, null, $"the reference '{Shortened(reference)}' is no number");
        return new(
            line, reading?.IsSameNumber(expected) ?? false, number, reading?.Source, reading?.Text, $"{gold}{(expected.IsPercent ? "%" : "")}");
    }

    private static string Shortened(string text) => text.Length <= ShownCharacters ? text : $"{text[..ShownCharacters]}...";
}
