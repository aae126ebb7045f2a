using System.CommandLine;
using System.Globalization;
using ArenaLearning.Arena.Validation;
using ArenaLearning.Endpoints.Cache;
using Microsoft.Data.Sqlite;
using Spectre.Console;

namespace ArenaLearning.Arena.Commands;

/// <summary><c>arena cache</c>: what replies of endpoints are kept, and how to be rid of them.</summary>
internal static class CacheCommand
{
    public const string Example = "arena cache\narena cache clear --model gpt-4o";

    public static Command Create()
    {
        var command = new Command("cache", $"Show the replies of endpoints that are kept, by model. {ReplyCachePath.EnvironmentVariable} says in which folder.") { Clear() };
        command.SetAction(async (parsed, _) =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var path = PathOrRefusal();
            if (!File.Exists(path))
            {
                await output.WriteLineAsync($"{path}: nothing is kept yet.");
                return ExitCodes.Done;
            }
            var models = Use(path, file => file.Models());
            await output.WriteLineAsync($"{path}: {Count(models.Sum(m => m.Entries))}, {Size(new FileInfo(path).Length)} on disk.");
            if (models.Count > 0) await output.WriteLineAsync(Table(models));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Clear()
    {
        var model = new Option<string?>("--model") { HelpName = "M", Description = "Only replies of this model, named as `arena cache` does" };
        var command = new Command("clear", "Forget replies: what they answered is asked, and paid for, again.") { model };
        command.SetAction(async (parsed, _) =>
        {
            var path = PathOrRefusal();
            var name = parsed.GetValue(model);
            if (File.Exists(path) && name is not null && Use(path, file => file.Models()) is var models && models.All(m => m.Model != name))
                throw new CommandRefusedException(
                    $"{path} holds no reply of '{name}'. It holds: {(models.Count == 0 ? "nothing" : string.Join(", ", models.Select(m => m.Model)))}.");
            var gone = File.Exists(path) ? Use(path, file => file.Clear(name)) : 0;
            await parsed.InvocationConfiguration.Output.WriteLineAsync($"{path}: {Count(gone)} cleared.");
            return ExitCodes.Done;
        });
        return command;
    }

    private static string PathOrRefusal() => ReplyCachePath.Default() ?? throw new CommandRefusedException(
        $"The cache is off, for {ReplyCachePath.EnvironmentVariable} is '{ReplyCachePath.Off}'. Set it to the folder that is meant, or unset it.");

    private static T Use<T>(string path, Func<ReplyFile, T> work)
    {
        try
        {
            using var file = ReplyFile.Open(path);
            return work(file);
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new CommandRefusedException($"{path} cannot be used: {e.Message} Delete it, or set {ReplyCachePath.EnvironmentVariable} to another folder.");
        }
    }

    private static string Table(IReadOnlyList<CachedModel> models)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumn("model");
        foreach (var right in new[] { "replies", "size", "oldest", "newest" }) table.AddColumn(new TableColumn(right).RightAligned());
        foreach (var model in models)
            table.AddRow(Markup.Escape(model.Model), $"{model.Entries}", Size(model.Bytes), Day(model.Oldest), Day(model.Newest));
        return PlainTable.Text(table);
    }

    private static string Count(long replies) => replies == 1 ? "1 reply" : string.Create(CultureInfo.InvariantCulture, $"{replies} replies");

    private static string Day(DateTimeOffset time) => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Size(long bytes) => bytes switch
    {
        < 1 << 10 => $"{bytes} B",
        < 1 << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:F1} KiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:F1} MiB"),
    };
}
