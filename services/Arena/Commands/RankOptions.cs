using System.CommandLine;
using System.Globalization;
using ArenaLearning.Arena.BattleFiles;
using ArenaLearning.Arena.Validation;
using ArenaLearning.Ratings.Leaderboards;
using ArenaLearning.Ratings.Likelihoods;
using ArenaLearning.Ratings.Models;
using ArenaLearning.Ratings.Styles;
using ArenaLearning.Ratings.Uncertainty;

namespace ArenaLearning.Arena.Commands;

/// <summary>What to rank and how.</summary>
/// <param name="Online">Online Elo instead of Bradley-Terry.</param>
/// <param name="Details">Also the win rate and the expected score of each pair.</param>
internal sealed record RankRequest(
    string File, BattleSelection Selection, bool Online, LeaderboardOptions Options, string? Reference, bool Details);

/// <summary>The argument and options of <c>arena rank</c>.</summary>
internal sealed class RankOptions
{
    private const int MostRounds = 100_000;

    private readonly Argument<string> file = ArenaCommandLine.PathArgument<string>(
        "FILE", "Battles with the columns model_a, model_b and winner: .csv, .jsonl (or .gz of them), .parquet");

    private readonly Option<string> method = new("--method")
    {
        HelpName = "bt|elo",
        Description = "Bradley-Terry, or online Elo (K = 4) in the order of the file",
        DefaultValueFactory = _ => "bt",
    };

    private readonly Option<int> bootstrap = new("--bootstrap")
    {
        HelpName = "N",
        Description = "Rounds of the bootstrap",
        DefaultValueFactory = _ => Bootstrap.DefaultRounds,
    };

    private readonly Option<string> interval = new("--interval")
    {
        HelpName = "bootstrap|sandwich",
        Description = "How the 95% intervals are found",
        DefaultValueFactory = _ => "bootstrap",
    };

    private readonly Option<long> seed = new("--seed") { HelpName = "N", Description = "Seed of the bootstrap", DefaultValueFactory = _ => 0 };

    private readonly Option<string?> anchor = new("--anchor")
    {
        HelpName = "NAME=ELO",
        Description = "The contestant whose rating is fixed; without it the ratings have the mean 1000",
    };

    private readonly Option<string> ties = new("--ties")
    {
        HelpName = "half|davidson",
        Description = "A tie is half a win for both, or an outcome of its own",
        DefaultValueFactory = _ => "half",
    };

    private readonly Option<bool> styleControl = new("--style-control") { Description = "Take out what length and markdown of the answers do" };

    private readonly Option<string> styleFeatures = new("--style-features")
    {
        HelpName = "all|length|markdown",
        Description = "What --style-control takes out",
        DefaultValueFactory = _ => "all",
    };

    private readonly Option<string?> responses = new("--responses")
    {
        HelpName = "FILE.jsonl",
        Description = "Texts (prompt_id, model, response) from which --style-control counts the style that the battles do not say",
    };

    private readonly Option<bool> soft = new("--soft")
    {
        Description = "Outcomes are how much a battle was won by: probability, preference, or score_a and score_b",
    };

    private readonly Option<string?> category = new("--category") { HelpName = "NAME", Description = "Only battles of this category" };

    private readonly Option<string?> reference = new("--reference")
    {
        HelpName = "FILE.csv",
        Description = "Ratings to compare with: columns model, elo (or rating) and, for intervals, lower and upper",
    };

    private readonly Option<bool> details = new("--details") { Description = "Also print convergence, and win rate and expected score of each pair" };

    public Option<bool> Json { get; } = new("--json") { Description = "Write the ranking as JSON" };

    public void AddTo(Command command)
    {
        method.AcceptOnlyFromAmong("bt", "elo");
        interval.AcceptOnlyFromAmong("bootstrap", "sandwich");
        ties.AcceptOnlyFromAmong("half", "davidson");
        styleFeatures.AcceptOnlyFromAmong("all", "length", "markdown");
        bootstrap.MustBe($"from 1 to {MostRounds}", rounds => rounds is >= 1 and <= MostRounds);
        command.Add(file);
        Option[] options =
            [method, bootstrap, interval, seed, anchor, ties, styleControl, styleFeatures, responses, soft, category, reference, details, Json];
        foreach (var option in options)
            command.Add(option);
    }

    /// <exception cref="CommandRefusedException">Options exclude each other, or the anchor is malformed.</exception>
    public RankRequest Read(ParseResult parsed)
    {
        var online = parsed.GetRequiredValue(method) == "elo";
        var sandwich = parsed.GetRequiredValue(interval) == "sandwich";
        var davidson = parsed.GetRequiredValue(ties) == "davidson";
        var (isSoft, isStyled) = (parsed.GetValue(soft), parsed.GetValue(styleControl));
        Exclude(online && sandwich, "--method elo", "--interval sandwich", "online Elo maximises no likelihood; take --interval bootstrap");
        Exclude(online && isStyled, "--method elo", "--style-control", "style is fitted beside Bradley-Terry ratings only");
        Exclude(online && davidson, "--method elo", "--ties davidson", "online Elo counts a tie as half a win");
        Exclude(isSoft && davidson, "--soft", "--ties davidson", "soft outcomes have no ties");
        Exclude(isStyled && davidson, "--style-control", "--ties davidson", "style control counts a tie as half a win");
        if (!isStyled && parsed.GetResult(styleFeatures) is { Implicit: false })
            throw new CommandRefusedException("--style-features says what --style-control takes out; give --style-control too.");
        if (!isStyled && parsed.GetValue(responses) is not null)
            throw new CommandRefusedException("--responses serves --style-control alone; give --style-control too.");
        return new(
            parsed.GetRequiredValue(file),
            new(
                isSoft, isStyled ? Enum.Parse<StyleKinds>(parsed.GetRequiredValue(styleFeatures), ignoreCase: true) : null,
                parsed.GetValue(category), parsed.GetValue(responses)),
            online,
            new(
                AnchorOf(parsed.GetValue(anchor)), sandwich ? IntervalMethod.Sandwich : IntervalMethod.Bootstrap,
                parsed.GetRequiredValue(bootstrap), parsed.GetRequiredValue(seed), new(Ties: davidson ? TiesModel.Davidson : TiesModel.Half)),
            parsed.GetValue(reference), parsed.GetValue(details));
    }

    /// <summary>The last = parts name and rating, as names may hold one.</summary>
    private static Anchor? AnchorOf(string? text)
    {
        if (text is null) return null;
        var at = text.LastIndexOf('=');
        return at > 0 && double.TryParse(text.AsSpan(at + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out var rating) && double.IsFinite(rating)
            ? new(text[..at], rating)
            : throw new CommandRefusedException($"--anchor is '{text}'; write NAME=ELO, for example --anchor gpt-4=1100.");
    }

    private static void Exclude(bool both, string one, string other, string why)
    {
        if (both) throw new CommandRefusedException($"{one} and {other} exclude each other: {why}.");
    }
}
