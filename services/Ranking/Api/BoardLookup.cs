using ArenaLearning.Hosting.Api;
using ArenaLearning.Ranking.Boards;
using ArenaLearning.Settings;

namespace ArenaLearning.Ranking.Api;

/// <summary>Finds what requests name; what there is not is refused with what there is.</summary>
internal sealed class BoardLookup(BoardCatalog catalog)
{
    /// <summary>Names in a message.</summary>
    private const int MostNames = 10;

    /// <exception cref="Grpc.Core.RpcException">There is no such campaign.</exception>
    public CampaignBoards Campaign(string campaign)
    {
        if (campaign.Length == 0) throw Refusal.Invalid("campaign", "is missing: name a campaign by its id");
        if (catalog.Find(campaign) is { } boards) return boards;
        if (!catalog.IsComplete)
            throw Refusal.Unavailable("The boards of before this server's start are not read yet. Ask again; if it lasts, look at the database.");
        throw Refusal.NotFound("campaign", campaign, $"No battle of a campaign {campaign} was heard of here. "
            + There([.. catalog.Campaigns.Select(entry => entry.Id)], campaign, "campaigns with boards"));
    }

    /// <param name="stage">Empty for the newest board.</param>
    /// <exception cref="Grpc.Core.RpcException">There is no such campaign or stage.</exception>
    public async ValueTask<BoardSet> StageAsync(string campaign, string stage)
    {
        var boards = Campaign(campaign);
        if (stage.Length > 0) return boards.Official.Find(board => board.Stage == stage) ?? throw NoStage();
        // Where there is no live board, and nothing but comparisons, there is no newest one.
        return await boards.NewestAsync() ?? throw NoStage();

        Exception NoStage() => Refusal.NotFound("stage", stage,
            $"Campaign {campaign} has no board {(stage.Length > 0 ? $"of a stage {stage}" : "of its own judge yet")}. "
            + There([.. boards.Official.Select(board => board.Stage)], stage, "stages with official boards"));
    }

    /// <param name="category">Empty for all of the arena.</param>
    /// <exception cref="Grpc.Core.RpcException">There is no such campaign, stage or category.</exception>
    public async ValueTask<Board> BoardAsync(string campaign, string stage, string category)
    {
        var set = await StageAsync(campaign, stage);
        return set.Of(category) ?? throw Refusal.NotFound("category", category,
            $"The arena of {campaign} has no part {category}. {There([.. set.Parts.Keys.Order(StringComparer.Ordinal)], category, "parts")}");
    }

    /// <exception cref="Grpc.Core.RpcException">It is not on one of the boards.</exception>
    public static Exception NoContestant(string contestant, IEnumerable<string> known) => Refusal.NotFound("contestant", contestant,
        $"No contestant {contestant} is on this leaderboard. {There([.. known.Order(StringComparer.Ordinal)], contestant, "contestants")}");

    private static string There(IReadOnlyList<string> names, string asked, string what)
    {
        if (names.Count == 0) return $"There are no {what} yet.";
        var nearest = asked.Length > 0 && Spelling.Nearest(asked, names) is { } name ? $"The nearest is {name}. " : "";
        var more = names.Count > MostNames ? $" and {names.Count - MostNames} more" : "";
        return $"{nearest}There are the {what} {string.Join(", ", names.Take(MostNames))}{more}.";
    }
}
