using System.Text.Json;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Files;

namespace ArenaLearning.DataMining.Import;

/// <summary>Reads prompts from the files that people have: JSONL, a JSON array, CSV or Parquet, compressed with gzip or not.</summary>
public static class PromptImport
{
    /// <summary>As many problems as a message about a useless file names.</summary>
    private const int ProblemsTold = 5;

    /// <returns>The rows that can be read, and a problem for each that cannot.</returns>
    /// <exception cref="ImportRefusedException">There is no such file, or no row of it can be read.</exception>
    public static async Task<ImportedFile> ReadAsync(string path, CancellationToken cancellationToken = default)
    {
        var rows = new List<PoolPrompt>();
        var problems = new List<ImportProblem>();
        await VisitAsync(path, rows.Add, problems.Add, cancellationToken);
        try
        {
            return new(path, await ContentHash.OfFileAsync(path, cancellationToken), rows, problems);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, e);
        }
    }

    /// <summary>Reads a file row by row, and holds none.</summary>
    /// <param name="row">Is given each that can be read.</param>
    /// <param name="problem">Is told of each that cannot.</param>
    /// <exception cref="ImportRefusedException">There is no such file, or no row of it can be read.</exception>
    internal static async Task VisitAsync(
        string path, Action<PoolPrompt> row, Action<ImportProblem> problem, CancellationToken cancellationToken)
    {
        var any = false;
        var first = new List<ImportProblem>();
        try
        {
            await foreach (var read in TableFile.ReadAsync(path, cancellationToken))
            {
                if (Of(read, out var wrong) is { } prompt)
                {
                    any = true;
                    row(prompt);
                    continue;
                }
                if (first.Count < ProblemsTold) first.Add(wrong);
                problem(wrong);
            }
        }
        catch (InvalidDataException e)
        {
            throw new ImportRefusedException(e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, e);
        }
        if (!any) throw new ImportRefusedException(NothingRead(path, first));
    }

    private static ImportRefusedException Unreadable(string path, Exception e) => new($"{path}: cannot be read: {e.Message}");

    private static PoolPrompt? Of(TableRow row, out ImportProblem problem)
    {
        problem = null!;
        try
        {
            if (row.Problem is { } unread) problem = new(row.Origin, "", unread);
            else return PromptFields.Read(row.Fields, row.Origin);
        }
        catch (FieldException e)
        {
            problem = new(row.Origin, e.Field, e.Message);
        }
        catch (InvalidOperationException)
        {
            problem = new(row.Origin, "", $"a text {JsonRecord.HalfCharacter}");
        }
        return null;
    }

    private static string NothingRead(string path, List<ImportProblem> problems) => problems.Count == 0
        ? $"{path}: has no rows; give a file with a prompt, instruction, question or messages in each row"
        : $"{path}: no row can be read; the first problems are:\n{string.Join('\n', problems.Select(problem => $"  {problem}"))}";
}

/// <summary>A row before its fields are looked at.</summary>
/// <param name="Fields">A JSON object; any other kind for a row that is none.</param>
/// <param name="Problem">Why the row has no fields; null where it has.</param>
internal readonly record struct TableRow(RowOrigin Origin, JsonElement Fields, string? Problem = null);
