using ArenaLearning.Arena.Validation;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Ratings.Battles;
using ArenaLearning.Ratings.Styles;

namespace ArenaLearning.Arena.BattleFiles;

/// <summary>Which battles of a file are rated, and what of them counts.</summary>
/// <param name="Style">What of the style is controlled; null for none.</param>
/// <param name="Category">Null for all.</param>
/// <param name="Responses">A file of responses, from which style is counted where the battles do not say it.</param>
internal sealed record BattleSelection(bool Soft, StyleKinds? Style, string? Category, string? Responses = null);

/// <summary>Reads a file into what ratings are fitted to.</summary>
/// <param name="AgainstSelf">Battles of a contestant against itself, which say nothing about ratings and were left out.</param>
/// <param name="WithoutVerdict">Battles whose verdict is null or empty, which were left out.</param>
internal sealed record RatedBattles<T>(T Battles, long AgainstSelf, long WithoutVerdict);

internal static class RatedBattles
{
    /// <exception cref="CommandRefusedException">The file cannot be read, a row is wrong or lacks what is asked for, or none is left.</exception>
    public static async Task<RatedBattles<BattleSet>> ReadAsync(string path, BattleSelection selection, CancellationToken cancellationToken)
    {
        if (selection is { Soft: false, Style: null, Category: null } && BattleFile.IsPlainCsv(path)
            && WinnerCsv.TryRead(path) is { } sum)
            return new(sum.Table, sum.AgainstSelf, 0);
        var responses = selection is { Style: not null, Responses: { } file } ? await ResponseStyleFile.ReadAsync(file, cancellationToken) : null;
        var (tally, styled, againstSelf) = (new BattleTally(), new StyledBattles.Builder(selection.Style ?? StyleKinds.All), 0L);
        var withoutVerdict = 0L;
        await foreach (var (selected, record) in SelectAsync(path, selection, cancellationToken))
        {
            if (selected is not { } battle) withoutVerdict++;
            else if (battle.A == battle.B) againstSelf++;
            else if (selection.Style is not null)
                styled.Add(
                    battle, StyleOf(record.StyleA, battle.A, path, record, "a", responses), StyleOf(record.StyleB, battle.B, path, record, "b", responses));
            else tally.Add(battle);
        }
        return new(selection.Style is not null ? styled.Build() : tally.ToTable(), againstSelf, withoutVerdict);
    }

    /// <inheritdoc cref="ReadAsync"/>
    public static async Task<RatedBattles<BattleSequence>> ReadSequenceAsync(
        string path, BattleSelection selection, CancellationToken cancellationToken)
    {
        var (battles, againstSelf, withoutVerdict) = (new List<Battle>(), 0L, 0L);
        await foreach (var (selected, _) in SelectAsync(path, selection, cancellationToken))
        {
            if (selected is not { } battle) withoutVerdict++;
            else if (battle.A == battle.B) againstSelf++;
            else battles.Add(battle);
        }
        return new(BattleSequence.Of(battles), againstSelf, withoutVerdict);
    }

    /// <returns>No battle for a record without a verdict.</returns>
    private static async IAsyncEnumerable<(Battle? Battle, BattleRecord Record)> SelectAsync(
        string path, BattleSelection selection, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var categories = new SortedSet<string>(StringComparer.Ordinal);
        var (selected, judged) = (false, false);
        await foreach (var record in BattleFile.ReadAsync(path, cancellationToken))
        {
            if (selection.Category is { } category)
            {
                if (record.Category is { } own) categories.Add(own);
                if (record.Category != category) continue;
            }
            selected = true;
            judged |= !record.IsWithoutVerdict;
            yield return (record.IsWithoutVerdict ? null : BattleOf(record, selection.Soft, path), record);
        }
        if (judged) yield break;
        if (selected) throw new CommandRefusedException($"{path}: no battle has a verdict: winner, preference or probability is null or empty in all of them.");
        throw new CommandRefusedException(
            selection.Category is null ? $"{path}: there is no battle in it."
            : categories.Count == 0 ? $"{path}: no battle has a category; leave --category out."
            : $"{path}: no battle has the category '{selection.Category}'; there are {string.Join(", ", categories)}.");
    }

    private static Battle BattleOf(BattleRecord record, bool soft, string path)
    {
        if (soft)
            return record.Soft is { } score ? new(record.ModelA, record.ModelB, score) : throw new CommandRefusedException(
                $"{path}:{record.Line}: --soft needs probability, preference, or score_a and score_b; this battle has none of them.");
        return record.Outcome is { } outcome ? new(record.ModelA, record.ModelB, outcome) : throw new CommandRefusedException(
            $"{path}:{record.Line}: there is no winner; write {Contracts.Formats.WinnerLabel.Allowed} in the column winner.");
    }

    private static AnswerStyle StyleOf(
        ResponseStyle? style, string model, string path, BattleRecord record, string side,
        IReadOnlyDictionary<(string PromptId, string Model), ResponseStyle>? responses)
    {
        if (style is null && record.PromptId is { } prompt) style = responses?.GetValueOrDefault((prompt, model));
        if (style is not null) return new(style.TokenLen, style.HeaderCount, style.ListCount, style.BoldCount);
        throw new CommandRefusedException(responses is null
            ? $"{path}:{record.Line}: --style-control needs the style of both answers: style_{side}, conv_metadata, the columns "
                + $"token_len_{side}, header_count_{side}, list_count_{side} and bold_count_{side}, or --responses with their texts."
            : $"{path}:{record.Line}: the file of responses has none of '{model}' to the prompt '{record.PromptId}'; style control needs both answers.");
    }
}
