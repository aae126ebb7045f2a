using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ArenaLearning.Arena.Rankings;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Flywheel.ModelArena;
using ArenaLearning.Flywheel.Results;
using ArenaLearning.Flywheel.Training;

namespace ArenaLearning.Arena.Reports;

/// <summary><c>report.html</c> in the output folder of a campaign.</summary>
public static class ReportFile
{
    public const string FileName = "report.html";

    /// <summary>As the records were written, but a value that is missing, may not be null and has no default is an error.</summary>
    private static readonly JsonSerializerOptions Options = new(JsonLines.Options)
    {
        RespectNullableAnnotations = true,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver
        {
            Modifiers =
            {
                type =>
                {
                    foreach (var p in type.Properties)
                        p.IsRequired = p.IsRequired || p is { AssociatedParameter.HasDefaultValue: false, IsSetNullable: false };
                },
            },
        },
    };

    /// <summary>Writes the report from the folder's <c>result.json</c> and <c>details.json</c>; one that is there is replaced.</summary>
    /// <returns>The path of the report.</returns>
    /// <exception cref="InvalidDataException">A file is missing or is not what it should be; says which, and what to do.</exception>
    public static async Task<string> WriteAsync(string folder, CancellationToken cancellationToken = default)
    {
        var page = await ReadModelArenaAsync(folder, cancellationToken) is { } arena
            ? ModelArenaPage.Render(await ReadResultAsync(folder, cancellationToken), arena, await AgreementFile.ReadAsync(folder, cancellationToken))
            : await FlywheelPageAsync(folder, cancellationToken);
        var path = Path.Combine(folder, FileName);
        await WholeFile.WriteTextAsync(path, page, cancellationToken);
        return path;
    }

    private static async Task<string> FlywheelPageAsync(string folder, CancellationToken cancellationToken)
    {
        var (result, details) = await ReadAsync(folder, cancellationToken);
        return ReportPage.Render(result, details);
    }

    /// <summary>The details of a model arena; null where the folder is a flywheel's, or holds no details that can be read.</summary>
    internal static async Task<ModelArenaDetails?> ReadModelArenaAsync(string folder, CancellationToken cancellationToken) =>
        await IsModelArenaAsync(folder, cancellationToken)
            ? await ReadAsync<ModelArenaDetails>(folder, ResultFiles.Details, ModelArenaDetails.CurrentVersion, d => d.Version, cancellationToken) : null;

    // A file that is missing or damaged is complained of by who reads it in full.
    private static async Task<bool> IsModelArenaAsync(string folder, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, ResultFiles.Details);
        if (!File.Exists(path)) return false;
        try
        {
            await using var stream = File.OpenRead(path);
            return await JsonSerializer.DeserializeAsync<DetailsKind>(stream, JsonLines.Options, cancellationToken) is { Kind: ModelArenaDetails.KindName };
        }
        catch (JsonException)
        {
            return false;
        }
    }

    internal static Task<CampaignResult> ReadResultAsync(string folder, CancellationToken cancellationToken) =>
        ReadAsync<CampaignResult>(folder, CampaignResult.FileName, CampaignResult.CurrentVersion, r => r.Version, cancellationToken);

    /// <summary>What a flywheel left in its folder.</summary>
    /// <exception cref="InvalidDataException">A file is missing or is not what it should be; says which, and what to do.</exception>
    internal static async Task<(CampaignResult Result, TrainingCampaignDetails Details)> ReadAsync(string folder, CancellationToken cancellationToken) => (
        await ReadResultAsync(folder, cancellationToken),
        await ReadAsync<TrainingCampaignDetails>(folder, ResultFiles.Details, TrainingCampaignDetails.CurrentVersion, d => d.Version, cancellationToken));

    private static async Task<T> ReadAsync<T>(
        string folder, string name, int version, Func<T, int> versionOf, CancellationToken cancellationToken) where T : class
    {
        var path = Path.Combine(folder, name);
        if (!Directory.Exists(folder))
            throw new InvalidDataException($"{folder}: there is no such folder. Name the output folder of a campaign, as `arena run` printed it.");
        if (!File.Exists(path))
            throw new InvalidDataException(
                $"{path} is missing: the campaign has not ended, or this is not its folder. "
                + $"Give its `arena run` again with --out {folder}, or name the folder that `arena run` printed.");
        await using var stream = File.OpenRead(path);
        T? content;
        try
        {
            content = await JsonSerializer.DeserializeAsync<T>(stream, Options, cancellationToken);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path} is damaged: {e.Message} Delete it and give the campaign's `arena run` again with --out {folder}: "
                + "the ledger still has what stood in it.", e);
        }
        if (content is null || versionOf(content) != version)
            throw new InvalidDataException(
                $"{path} has format version {(content is null ? "none" : versionOf(content))}, this program reads version {version}. "
                + "Use the program that ran the campaign.");
        return content;
    }

    private sealed record DetailsKind(string? Kind);
}
