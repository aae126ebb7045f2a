using ArenaLearning.Contracts.Artifacts;

namespace ArenaLearning.DataMining.Mining;

/// <summary>A prompt's responses with their scores, in an order that does not depend on how they arrived.</summary>
/// <param name="Responses">By contestant, the target's first, then by sample and text.</param>
public sealed record ScoredPrompt(PromptBattles Prompt, IReadOnlyList<ScoredResponse> Responses)
{
    /// <param name="learnable">Which of the others' responses the target could learn from; null for all.</param>
    /// <exception cref="InvalidDataException">A battle names a response that the row does not have, or an error lies outside its text.</exception>
    public static ScoredPrompt Of(PromptBattles prompt, string target, Func<PromptBattles, BattleResponse, bool>? learnable = null)
    {
        var scores = prompt.Responses.Select(_ => new List<double>()).ToArray();
        foreach (var battle in prompt.Battles)
        {
            if (!IsResponse(battle.A) || !IsResponse(battle.B))
                throw new InvalidDataException(
                    $"prompt {prompt.PromptId}: a battle is between responses {battle.A} and {battle.B}, but there are {prompt.Responses.Count}");
            scores[battle.A].Add(battle.ScoreA);
            scores[battle.B].Add(battle.ScoreB);
        }
        if (prompt.Responses.FirstOrDefault(response => response.FirstError < 0 || response.FirstError > response.Text.Length) is { } outside)
            throw new InvalidDataException(
                $"prompt {prompt.PromptId}: the first error of '{outside.Text}' is at character {outside.FirstError}, outside of the text");
        // Sorted before the sum, so that rounding does not depend on the battles' order.
        var responses = prompt.Responses
            .Select((response, i) => new ScoredResponse(
                response, response.Contestant == target, scores[i].Count == 0 ? null : scores[i].Order().Average()))
            .Where(response => response.IsTarget || learnable is null || learnable(prompt, response.Response))
            .OrderByDescending(response => response.IsTarget)
            .ThenBy(response => response.Contestant, StringComparer.Ordinal)
            .ThenBy(response => response.Response.Sample)
            .ThenBy(response => response.Text, StringComparer.Ordinal);
        return new(prompt, [.. responses]);

        bool IsResponse(int index) => index >= 0 && index < prompt.Responses.Count;
    }

    public Provenance Provenance(string rule, string? chosen = null, string? rejected = null, double? gap = null) =>
        new(Prompt.PromptId, Prompt.Category, Prompt.Split, rule, chosen, rejected, gap);
}

/// <param name="Score">Mean of the scores that its battles gave it, 1 to 10; null where it fought none.</param>
public sealed record ScoredResponse(BattleResponse Response, bool IsTarget, double? Score)
{
    public string Contestant => Response.Contestant;
    public string Text => Response.Text;

    /// <summary>Known to be wrong. Where the judge cannot tell, a response may be learned from.</summary>
    public bool IsKnownWrong => Response.Correct == false;
}

/// <summary>What one prompt gave: a row, or the reason why there is none.</summary>
public sealed record Mined<TRow>(TRow? Row, string? Dropped = null) where TRow : class;
