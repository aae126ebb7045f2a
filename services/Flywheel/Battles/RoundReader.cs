using System.Globalization;
using System.Runtime.CompilerServices;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Formats;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Ledger;

namespace ArenaLearning.Flywheel.Battles;

/// <summary>A prompt with what became of it.</summary>
/// <param name="Texts">By entrant; null where there is none.</param>
/// <param name="Verdicts">In the order of the plan.</param>
/// <param name="Failures">Battles that were given up, in the same order.</param>
public sealed record JudgedPrompt(
    PromptRow Prompt, IReadOnlyList<string?> Texts, IReadOnlyList<(Pairing Pair, VerdictResult Verdict)> Verdicts,
    IReadOnlyList<(Pairing Pair, UnitFailure Failure)> Failures);

/// <summary>Reads finished rounds back from the ledger, block by block, in the order of the prompts.</summary>
public sealed class RoundReader(ILedger ledger, ChunkPlan plan, string judge)
{
    /// <summary>Every prompt of the round with its responses and judged battles: what mining reads.</summary>
    /// <param name="assessed">The same battles before the judge who says what is right; null where that is the judge of the round.</param>
    public async IAsyncEnumerable<PromptBattles> PromptsAsync(Round round, Round? assessed, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var block in plan.BlocksAsync(round, cancellationToken))
        {
            var texts = new string?[round.Entrants.Count][];
            for (var e = 0; e < texts.Length; e++) texts[e] = await TextsAsync(round, block, round.Entrants[e], cancellationToken);
            var verdicts = await VerdictsAsync(round, block, cancellationToken);
            var assessments = assessed is null ? verdicts : await VerdictsAsync(assessed, block, cancellationToken);
            for (var p = 0; p < block.Prompts.Count; p++)
                yield return Assemble(round, block.Prompts[p], [.. texts.Select(t => t[p])], verdicts[p], assessments[p]);
        }
    }

    /// <summary>Every judged battle of the round as a row of <c>battles.jsonl</c>.</summary>
    /// <param name="stage">The stage that it was fought in.</param>
    public async IAsyncEnumerable<BattleRow> BattlesAsync(
        Round round, string stage, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var block in plan.BlocksAsync(round, cancellationToken))
        {
            var verdicts = await VerdictsAsync(round, block, cancellationToken);
            for (var p = 0; p < block.Prompts.Count; p++)
                foreach (var (pair, verdict) in verdicts[p])
                    yield return new()
                    {
                        QuestionId = block.Prompts[p].Id,
                        ModelA = NameOf(round, pair.A),
                        ModelB = NameOf(round, pair.B),
                        Winner = WinnerName(verdict.Winner),
                        Judge = judge,
                        Category = block.Prompts[p].Category,
                        Stage = stage,
                        Arena = round.Set.Name,
                        ScoreA = verdict.ScoreA,
                        ScoreB = verdict.ScoreB,
                        Probability = verdict.Probability,
                        Inconsistent = verdict.Winner == BattleWinner.Inconsistent ? true : null,
                    };
        }
    }

    /// <summary>Every prompt of the round with its texts and all that the judge said of its battles.</summary>
    /// <param name="other">The same answers before another judge; null for none.</param>
    public async IAsyncEnumerable<(JudgedPrompt Judged, JudgedPrompt? Other)> JudgedAsync(
        Round round, Round? other, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var block in plan.BlocksAsync(round, cancellationToken))
        {
            var texts = new string?[round.Entrants.Count][];
            for (var e = 0; e < texts.Length; e++) texts[e] = await TextsAsync(round, block, round.Entrants[e], cancellationToken);
            var judged = await JudgedAsync(round, block, texts, cancellationToken);
            var others = other is null ? null : await JudgedAsync(other, block, texts, cancellationToken);
            for (var p = 0; p < block.Prompts.Count; p++) yield return (judged[p], others?[p]);
        }
    }

    private async Task<JudgedPrompt[]> JudgedAsync(Round round, PromptBlock block, string?[][] texts, CancellationToken cancellationToken)
    {
        var verdicts = block.Prompts.Select(_ => new List<(Pairing, VerdictResult)>()).ToArray();
        var failures = block.Prompts.Select(_ => new List<(Pairing, UnitFailure)>()).ToArray();
        foreach (var chunk in plan.Battles(round, block))
        {
            var stored = await ledger.ReadVerdictsInFullAsync(chunk.Chunk.Id, cancellationToken);
            var givenUp = stored.Count == chunk.Battles.Count ? null : await ledger.ReadGivenUpAsync(chunk.Chunk.Id, cancellationToken);
            foreach (var battle in chunk.Battles)
                if (stored.TryGetValue(battle.UnitId, out var verdict)) verdicts[battle.Prompt].Add((battle.Pair, verdict));
                else if (givenUp?.GetValueOrDefault(battle.UnitId) is { } failure) failures[battle.Prompt].Add((battle.Pair, failure));
        }
        return [.. block.Prompts.Select((prompt, p) => new JudgedPrompt(prompt, [.. texts.Select(t => t[p])], verdicts[p], failures[p]))];
    }

    /// <summary>Share of right final answers of one entrant, over all the rounds given.</summary>
    public async Task<AccuracyDetails> AccuracyAsync(
        IReadOnlyList<(Round Round, Entrant Entrant)> answers, CancellationToken cancellationToken)
    {
        var tally = new List<(string Skill, string Part, bool Right)>();
        foreach (var (round, entrant) in answers)
            await foreach (var block in plan.BlocksAsync(round, cancellationToken))
            {
                var texts = await TextsAsync(round, block, entrant, cancellationToken);
                tally.AddRange(block.Prompts.Zip(texts)
                    .Where(pair => pair is { First.Reference: not null, Second: not null })
                    .Select(pair => (pair.First.Category, round.Set.Name, FinalAnswer.Matches(pair.Second!, pair.First.Reference!))));
            }
        return new(Share(tally.Select(t => t.Right)), Shares(tally.GroupBy(t => t.Skill, t => t.Right)),
            Shares(tally.GroupBy(t => t.Part, t => t.Right)), tally.Count);
    }

    /// <summary>Answers that the token limit cut off, in words: they are judged as they are, but say little of who gave them.</summary>
    /// <returns>One sentence for each contestant that has some, in the order in which they first occur.</returns>
    public async Task<IReadOnlyList<string>> CutAnswersAsync(IEnumerable<Round> rounds, CancellationToken cancellationToken)
    {
        var (names, chunks) = (new List<string>(), new HashSet<string>());
        var counts = new Dictionary<string, (int Cut, int All)>();
        foreach (var round in rounds)
            await foreach (var block in plan.BlocksAsync(round, cancellationToken))
                foreach (var entrant in round.Entrants)
                {
                    var (name, chunk) = (entrant.Contestant.Name, plan.Responses(round, block, entrant));
                    // Rounds of one scope share answers.
                    if (!chunks.Add(chunk.Id)) continue;
                    if (counts.TryAdd(name, default)) names.Add(name);
                    var cut = await ledger.CountCutResponsesAsync(chunk.Id, cancellationToken);
                    counts[name] = (counts[name].Cut + cut, counts[name].All + chunk.UnitIds.Count);
                }
        return [.. names.Where(name => counts[name].Cut > 0).Select(name => string.Create(CultureInfo.InvariantCulture,
            $"{counts[name].Cut:N0} of {counts[name].All:N0} answers of {name} were cut at battles.max_tokens; raise it, in a campaign of another --out."))];
    }

    /// <summary>FastChat's names; a battle whose two games disagree is a tie.</summary>
    public static string WinnerName(BattleWinner winner) => winner switch
    {
        BattleWinner.ModelA => "model_a",
        BattleWinner.ModelB => "model_b",
        BattleWinner.BothBad => "tie (bothbad)",
        _ => "tie",
    };

    private static PromptBattles Assemble(
        Round round, PromptRow prompt, string?[] texts, List<(Pairing Pair, StoredVerdict Verdict)> verdicts,
        List<(Pairing Pair, StoredVerdict Verdict)> assessments)
    {
        var indexOf = new int[texts.Length];
        var responses = new List<BattleResponse>();
        for (var e = 0; e < texts.Length; e++)
        {
            indexOf[e] = responses.Count;
            if (texts[e] is not { } text) continue;
            var (correct, firstError) = Assessment(e, assessments);
            responses.Add(new(NameOf(round, e), round.Entrants[e].Sample, text, correct, firstError));
        }
        return new(prompt.Id, prompt.Category, round.Set.Name, prompt.Messages, prompt.Reference, responses,
            [.. verdicts.Select(v => new JudgedBattle(
                indexOf[v.Pair.A], indexOf[v.Pair.B], v.Verdict.ScoreA, v.Verdict.ScoreB, v.Verdict.Winner))]);
    }

    // The judge assesses a response in each of its battles; the first in the order of the plan stands for all.
    private static (bool? Correct, int? FirstError) Assessment(int entrant, List<(Pairing Pair, StoredVerdict Verdict)> verdicts)
    {
        foreach (var (pair, verdict) in verdicts)
        {
            if (pair.A == entrant) return (verdict.CorrectA, verdict.FirstErrorA);
            if (pair.B == entrant) return (verdict.CorrectB, verdict.FirstErrorB);
        }
        return (null, null);
    }

    private async Task<string?[]> TextsAsync(Round round, PromptBlock block, Entrant entrant, CancellationToken cancellationToken)
    {
        var chunk = plan.Responses(round, block, entrant);
        var texts = await ledger.ReadResponsesAsync(chunk.Id, cancellationToken);
        return [.. chunk.UnitIds.Select(texts.GetValueOrDefault)];
    }

    /// <returns>For each prompt of the block, its judged battles in the order of the plan.</returns>
    private async Task<List<(Pairing Pair, StoredVerdict Verdict)>[]> VerdictsAsync(
        Round round, PromptBlock block, CancellationToken cancellationToken)
    {
        var verdicts = block.Prompts.Select(_ => new List<(Pairing, StoredVerdict)>()).ToArray();
        foreach (var chunk in plan.Battles(round, block))
        {
            var stored = await ledger.ReadVerdictsAsync(chunk.Chunk.Id, cancellationToken);
            foreach (var battle in chunk.Battles)
                if (stored.TryGetValue(battle.UnitId, out var verdict)) verdicts[battle.Prompt].Add((battle.Pair, verdict));
        }
        return verdicts;
    }

    private static string NameOf(Round round, int entrant) => round.Entrants[entrant].Contestant.Name;

    private static double Share(IEnumerable<bool> right)
    {
        var (count, total) = right.Aggregate((Count: 0, Total: 0), (sum, r) => (sum.Count + (r ? 1 : 0), sum.Total + 1));
        return total == 0 ? 0 : (double)count / total;
    }

    private static SortedDictionary<string, double> Shares(IEnumerable<IGrouping<string, bool>> groups) =>
        new(groups.ToDictionary(g => g.Key, Share), StringComparer.Ordinal);
}
