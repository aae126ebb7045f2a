using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.DataMining.Import;

/// <summary>
/// Reads the prompts of a campaign out of a person's file. Unlike the import of a pool it leaves no row out. The file is read twice, once to see that
/// all of it can be used: memory holds a few bytes of each row, so that it may have millions.
/// </summary>
public static class PromptSetImport
{
    private const int ProblemsTold = 5;

    /// <summary>Reads the whole file.</summary>
    /// <returns>Its prompts, as many as the limit allows.</returns>
    /// <exception cref="ImportRefusedException">The file cannot be read, a row is wrong, or two prompts share an id; names file, line and field.</exception>
    public static async Task<int> CheckAsync(string path, int? limit, CancellationToken cancellationToken = default)
    {
        var (count, wrong) = (0, 0);
        var problems = new List<ImportProblem>();
        var ids = new Dictionary<UInt128, (RowOrigin Origin, bool HasOwnId)>();
        string? twice = null;
        await PromptImport.VisitAsync(path, row =>
        {
            if (count >= (limit ?? int.MaxValue)) return;
            count++;
            if (twice is not null || ids.TryAdd(Key(row.Prompt.Id), (row.Origin, row.HasOwnId))) return;
            var first = ids[Key(row.Prompt.Id)];
            twice = $"{row.Origin}: id: \"{row.Prompt.Id}\" is also the id of {first.Origin}; "
                + $"ids must differ{(first.HasOwnId ? "" : ": the two prompts are the same")}";
        }, problem =>
        {
            wrong++;
            if (problems.Count < ProblemsTold) problems.Add(problem);
        }, cancellationToken);
        if (wrong > 0)
            throw new ImportRefusedException(
                $"{wrong} rows cannot be read; correct or remove them:\n{string.Join('\n', problems.Select(problem => $"  {problem}"))}");
        return twice is null ? count : throw new ImportRefusedException(twice);
    }

    /// <summary>The prompts of a file that was checked, in its order.</summary>
    /// <exception cref="InvalidDataException">It is not the file that was checked.</exception>
    /// <exception cref="IOException">It cannot be read any more.</exception>
    public static async IAsyncEnumerable<PromptRow> RowsAsync(string path, int? limit, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var row in TableFile.ReadAsync(path, cancellationToken).Take(limit ?? int.MaxValue))
            yield return row.Problem is null ? PromptFields.Read(row.Fields, row.Origin).Prompt
                : throw new InvalidDataException($"{row.Origin}: {row.Problem}: the file was changed while it was read");
    }

    /// <returns>The set; or a failure that says what to do.</returns>
    public static async Task<PromptSetsBuilt> ImportAsync(ImportPrompts command, IArtifactStore artifacts, CancellationToken cancellationToken)
    {
        try
        {
            var path = await artifacts.MaterializeFileAsync(command.File, cancellationToken);
            var count = await CheckAsync(path, command.Limit, cancellationToken);
            var set = await artifacts.WriteRowsAsync(
                command.Scope, $"{ImportPrompts.SetName}.jsonl", RowsAsync(path, command.Limit, cancellationToken), cancellationToken);
            return new(command.Campaign, command.BuildId,
                new Dictionary<string, ArtifactReference> { [ImportPrompts.SetName] = set },
                new Dictionary<string, int> { [ImportPrompts.SetName] = count }, new Dictionary<string, int>());
        }
        catch (Exception e) when (e is ImportRefusedException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return new(command.Campaign, command.BuildId, new Dictionary<string, ArtifactReference>(), new Dictionary<string, int>(),
                new Dictionary<string, int>(), e.Message);
        }
    }

    /// <summary>Half of an id's SHA-256: no two ids have it in common.</summary>
    private static UInt128 Key(string id) => BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(id)));
}
