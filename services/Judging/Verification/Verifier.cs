using System.Collections.Concurrent;
using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Formats;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Judging.Games;

namespace ArenaLearning.Judging.Verification;

/// <summary>
/// The judge that checks instead of asking: the final answer against the reference, and every worked step. Prompts of other
/// categories than <see cref="ArithmeticCategories"/> are <see cref="FinalAnswerVerification"/>'s; of arithmetic it is strict:
/// <list type="table">
/// <item><term>10</term><description>final answer right, worked, every step right</description></item>
/// <item><term>8</term><description>final answer right, no work shown</description></item>
/// <item><term>5</term><description>final answer right, a step wrong</description></item>
/// <item><term>1 to 3</term><description>final answer wrong: 1 + 2 x share of the steps right before the first error</description></item>
/// <item><term>1</term><description>no final answer (no <c>####</c>)</description></item>
/// </list>
/// </summary>
public sealed partial class Verifier : IJudge
{
    // Every response of a chunk meets several others, each in two games, and is checked once. Without a question: by final answer.
    private readonly ConcurrentDictionary<(string? Question, string Reference, string Response), VerifiedResponse> verified = new();

    /// <summary>The categories of generated arithmetic problems, whose answers have one form, ending in <c>####</c>.</summary>
    public static IReadOnlySet<string> ArithmeticCategories { get; } = ArithmeticSkills.Names.ToHashSet(StringComparer.Ordinal);

    public string Name => "verifier";

    /// <exception cref="JudgeException">The prompt has no reference, or one that is no number (of arithmetic: no whole number).</exception>
    public ValueTask<GameVerdict> JudgeAsync(Game game, CancellationToken cancellationToken)
    {
        if (game.Reference is null)
            throw new JudgeException("the verifier needs a reference answer: give the prompt a 'reference' or use another judge");
        var question = !ArithmeticCategories.Contains(game.Category) ? null : game.Messages.LastOrDefault(turn => turn.Role == "user")?.Content
            ?? throw new JudgeException("the prompt has no user turn: give its messages one with role 'user'");
        var first = Verified(question, game.Reference, game.First);
        var second = Verified(question, game.Reference, game.Second);
        return new(new GameVerdict(first.Score, second.Score, first.Assessment, second.Assessment));
    }

    /// <summary>Scores one response to an arithmetic problem and finds where it goes wrong.</summary>
    /// <exception cref="JudgeException">The reference is no whole number.</exception>
    public static VerifiedResponse Verify(string question, string reference, string response)
    {
        if (!BigInteger.TryParse(reference, NumberStyles.AllowLeadingSign | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var answer))
            throw new JudgeException($"the verifier compares whole numbers and the reference is '{reference}': use another judge");

        BigInteger[] numbers = [.. Number().Matches(question).Select(match => BigInteger.Parse(match.Value, CultureInfo.InvariantCulture))];
        var accepted = AcceptedAnswers.Of(numbers, answer);
        var marker = response.LastIndexOf(FinalAnswer.Marker, StringComparison.Ordinal);
        var correct = FinalAnswer.Matches(response, reference);
        var work = Equations.Check(numbers, marker < 0 ? response : response[..marker], answer);
        if (correct && work.AllRight)
            return new(work.Steps > 0 ? 10 : 8, new(true, null,
                work.Steps > 0 ? $"right, and so are all {work.Steps} steps" : "right, without work"));

        var firstError = accepted.WorkedSteps > 0
            ? accepted.SharedLength(response)
            : work.FirstWrong ?? (marker < 0 ? response.Length : marker);
        if (correct)
            return new(5, new(true, firstError, $"right, but the work goes wrong at character {firstError}"));
        if (marker < 0)
            return new(1, new(false, firstError, "no final answer after ####"));
        var steps = Math.Max(work.Steps, accepted.WorkedSteps);
        var score = steps == 0 ? 1 : 1 + 2.0 * work.RightSteps / steps;
        return new(score, new(false, firstError, $"wrong: the answer is {reference}; goes wrong at character {firstError}"));
    }

    private VerifiedResponse Verified(string? question, string reference, string response) =>
        verified.GetOrAdd((question, reference, response), key => key.Question is null
            ? FinalAnswerVerification.Verify(key.Reference, key.Response) : Verify(key.Question, key.Reference, key.Response));

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Number();
}
