using System.CommandLine;
using System.Globalization;
using ArenaLearning.Arena.Tables;
using ArenaLearning.Arena.Validation;
using ArenaLearning.Endpoints.Cache;
using ArenaLearning.Endpoints.Redis;
using ArenaLearning.Settings;
using Spectre.Console;

namespace ArenaLearning.Arena.Commands;

/// <summary><c>arena cache</c>: what replies of endpoints are kept, and how to be rid of them.</summary>
internal static class CacheCommand
{
    public const string Example = "arena cache\narena cache clear --model gpt-4o";

    private static readonly string[] PlainColumns = ["replies", "size"], DatedColumns = [.. PlainColumns, "oldest", "newest"];

    public static Command Create()
    {
        var command = new Command(
            "cache",
            "Show the replies of endpoints that are kept, by model. "
            + $"{KnownSettings.Cache.Variable} says in which folder, {KnownSettings.Redis.Variable} in which Redis.")
        { Clear() };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var kept = KeptReplies.Find();
            var models = await kept.ModelsAsync(cancellationToken);
            await parsed.InvocationConfiguration.Output.WriteLineAsync(models.Count == 0
                ? $"{kept.Place}: nothing is kept yet."
                : $"{kept.Place}: {Count(models.Sum(m => m.Entries))}, {Size(models.Sum(m => m.Bytes))}.\n{Table(models)}");
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Clear()
    {
        var model = new Option<string?>("--model") { HelpName = "M", Description = "Only replies of this model, named as `arena cache` does" };
        var command = new Command("clear", "Forget replies: what they answered is asked, and paid for, again.") { model };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var kept = KeptReplies.Find();
            var name = parsed.GetValue(model);
            if (name is not null && await kept.ModelsAsync(cancellationToken) is { Count: > 0 } models && models.All(m => m.Model != name))
                throw new CommandRefusedException($"{kept.Place} holds no reply of '{name}'. It holds: {string.Join(", ", models.Select(m => m.Model))}.");
            await parsed.InvocationConfiguration.Output.WriteLineAsync($"{kept.Place}: {Count(await kept.ClearAsync(name, cancellationToken))} cleared.");
            return ExitCodes.Done;
        });
        return command;
    }

    private static string Table(IReadOnlyList<CachedModel> models)
    {
        // Redis does not keep when.
        var dated = models.Any(m => m.Oldest is not null);
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumn("model");
        foreach (var right in dated ? DatedColumns : PlainColumns) table.AddColumn(new TableColumn(right).RightAligned());
        foreach (var model in models)
        {
            string[] row = [Markup.Escape(model.Model), $"{model.Entries}", Size(model.Bytes)];
            table.AddRow(dated ? [.. row, Day(model.Oldest), Day(model.Newest)] : row);
        }
        return PlainTable.Text(table);
    }

    private static string Count(long replies) => replies == 1 ? "1 reply" : string.Create(CultureInfo.InvariantCulture, $"{replies} replies");

    private static string Day(DateTimeOffset? time) => time?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";

    private static string Size(long bytes) => bytes switch
    {
        < 1 << 10 => $"{bytes} B",
        < 1 << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:F1} KiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:F1} MiB"),
    };
}
