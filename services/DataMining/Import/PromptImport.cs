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
        try
        {
            await foreach (var row in TableFile.ReadAsync(path, cancellationToken))
                Add(row, rows, problems);
            if (rows.Count == 0) throw new ImportRefusedException(NothingRead(path, problems));
            return new(path, await ContentHash.OfFileAsync(path, cancellationToken), rows, problems);
        }
        catch (InvalidDataException e)
        {
            throw new ImportRefusedException(e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImportRefusedException($"{path}: cannot be read: {e.Message}");
        }
    }

    private static void Add(TableRow row, List<PoolPrompt> rows, List<ImportProblem> problems)
    {
        if (row.Problem is { } problem)
        {
            problems.Add(new(row.Origin, "", problem));
            return;
        }
        try
        {
            rows.Add(PromptFields.Read(row.Fields, row.Origin));
        }
        catch (FieldException e)
        {
            problems.Add(new(row.Origin, e.Field, e.Message));
        }
        catch (InvalidOperationException)
        {
            problems.Add(new(row.Origin, "", $"a text {JsonRecord.HalfCharacter}"));
        }
    }

    private static string NothingRead(string path, List<ImportProblem> problems) => problems.Count == 0
        ? $"{path}: has no rows; give a file with a prompt, instruction, question or messages in each row"
        : $"{path}: no row can be read; the first problems are:\n{string.Join('\n', problems.Take(ProblemsTold).Select(problem => $"  {problem}"))}";
}

/// <summary>A row before its fields are looked at.</summary>
/// <param name="Fields">A JSON object; any other kind for a row that is none.</param>
/// <param name="Problem">Why the row has no fields; null where it has.</param>
internal readonly record struct TableRow(RowOrigin Origin, JsonElement Fields, string? Problem = null);
