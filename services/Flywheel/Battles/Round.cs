using System.Globalization;
using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Ledger;

namespace ArenaLearning.Flywheel.Battles;

/// <summary>One answer of a contestant to each prompt of a round.</summary>
/// <param name="Sample">0 for the answer that stands for the contestant.</param>
/// <param name="Temperature">0 is greedy.</param>
public sealed record Entrant(ContestantReference Contestant, int Sample, double Temperature);

/// <param name="Name">For example <c>D4</c> or <c>arena-hard</c>.</param>
/// <param name="Count">Rows.</param>
public sealed record PromptSet(string Name, ArtifactReference Prompts, int Count);

/// <summary>A pair of entrants that battle on every prompt: indices into <see cref="Round.Entrants"/>.</summary>
public readonly record struct Pairing(int A, int B)
{
    /// <summary>Every pair of the members, in their order.</summary>
    public static IEnumerable<Pairing> All(IReadOnlyList<int> members) =>
        from i in Enumerable.Range(0, members.Count)
        from j in Enumerable.Range(i + 1, members.Count - i - 1)
        select new Pairing(members[i], members[j]);
}

/// <summary>Answers to a set of prompts and battles between them. All that it plans is a function of its own values.</summary>
/// <param name="Scope">
/// What its answers are for, for example <c>SFT-I1</c> or <c>arena-hard</c>. Two rounds of one scope share the answers of
/// the entrants that both have.
/// </param>
/// <param name="Bout">Tells apart the battles of rounds of one scope: in the arena, the newcomer's name.</param>
/// <param name="Arena">What the verdicts count for; null where they rate nobody.</param>
public sealed record Round(
    string Scope, string Bout, PromptSet Set, IReadOnlyList<Entrant> Entrants, IReadOnlyList<Pairing> Pairings, ArenaRound? Arena = null)
{
    public int ResponseCount => Set.Count * Entrants.Count;
    public int BattleCount => Set.Count * Pairings.Count;
}

/// <summary>Prompts whose answers are generated together, in the order of the set.</summary>
public sealed record PromptBlock(int Index, IReadOnlyList<PromptRow> Prompts);

/// <param name="Prompt">Index into <see cref="PromptBlock.Prompts"/>.</param>
public readonly record struct PlannedBattle(string UnitId, int Prompt, Pairing Pair);

/// <param name="Battles">In the order of the chunk's units.</param>
public sealed record BattleChunk(Chunk Chunk, IReadOnlyList<PlannedBattle> Battles);

/// <summary>How the rounds of a campaign are cut into chunks, and the ids of chunks and units.</summary>
/// <param name="Key">What tells this campaign's units from another's.</param>
public sealed record ChunkPlan(string Key, int GenerationChunk, int JudgingChunk, IArtifactStore Artifacts)
{
    public async IAsyncEnumerable<PromptBlock> BlocksAsync(
        Round round, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var index = 0;
        await foreach (var prompts in Artifacts.ReadRowsAsync<PromptRow>(round.Set.Prompts, cancellationToken)
            .Chunk(GenerationChunk).WithCancellation(cancellationToken))
            yield return new(index++, prompts);
    }

    public Chunk Responses(Round round, PromptBlock block, Entrant entrant)
    {
        var (name, sample) = (entrant.Contestant.Name, Text(entrant.Sample));
        return new(Chunk.Responses, ContentHash.UnitId(Key, round.Scope, "responses", name, sample, Text(block.Index)),
            [.. block.Prompts.Select(p => ContentHash.UnitId(Key, round.Scope, p.Id, name, sample))]);
    }

    public IEnumerable<BattleChunk> Battles(Round round, PromptBlock block) => block.Prompts
        .SelectMany((prompt, i) => round.Pairings.Select(pair => new PlannedBattle(UnitId(round, prompt, pair), i, pair)))
        .Chunk(JudgingChunk)
        .Select((battles, part) => new BattleChunk(
            new(Chunk.Verdicts, ContentHash.UnitId(Key, round.Scope, "battles", round.Bout, Text(block.Index), Text(part)),
                [.. battles.Select(b => b.UnitId)]), battles));

    private string UnitId(Round round, PromptRow prompt, Pairing pair)
    {
        var (a, b) = (round.Entrants[pair.A], round.Entrants[pair.B]);
        return ContentHash.UnitId(Key, round.Scope, prompt.Id, a.Contestant.Name, Text(a.Sample), b.Contestant.Name, Text(b.Sample));
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
