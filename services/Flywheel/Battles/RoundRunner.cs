using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Campaigns;
using ArenaLearning.Flywheel.Ledger;
using ArenaLearning.Flywheel.Work;
using ArenaLearning.Hosting.Bus;

namespace ArenaLearning.Flywheel.Battles;

/// <summary>What a round is fought with.</summary>
/// <param name="BlocksAtOnce">Blocks that are worked on at once: enough to fill the window.</param>
public sealed record RoundSettings(string Campaign, long Seed, int MaxTokens, JudgeReference Judge, int BlocksAtOnce, string Device);

/// <summary>Brings every response and every verdict of a round into the ledger.</summary>
public sealed class RoundRunner(
    CampaignLedger ledger, ChunkDispatcher dispatcher, ChunkPlan plan, IMessageBus bus, RoundSettings settings)
{
    /// <param name="progress">Told the units that became done or given up.</param>
    public Task RunAsync(Round round, Action<int> progress, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        plan.BlocksAsync(round, cancellationToken),
        new ParallelOptions { MaxDegreeOfParallelism = settings.BlocksAtOnce, CancellationToken = cancellationToken },
        async (block, token) =>
        {
            var texts = await Task.WhenAll(round.Entrants.Select(entrant => AnswerAsync(round, block, entrant, progress, token)));
            await Task.WhenAll(plan.Battles(round, block).Select(chunk => JudgeAsync(round, block, chunk, texts, progress, token)));
        });

    /// <returns>The texts in the order of the prompts, null where the unit was given up.</returns>
    private async Task<string?[]> AnswerAsync(
        Round round, PromptBlock block, Entrant entrant, Action<int> progress, CancellationToken cancellationToken)
    {
        var chunk = plan.Responses(round, block, entrant);
        await dispatcher.CompleteAsync(chunk, (id, token) => bus.SendAsync(new GenerateResponses(
            settings.Campaign, id, entrant.Contestant, new(entrant.Temperature, settings.MaxTokens),
            [.. block.Prompts.Zip(chunk.UnitIds, (prompt, unit) => new GenerationUnit(unit, prompt.Messages, SeedOf(round, prompt, entrant)))],
            settings.Device), token), cancellationToken);
        progress(chunk.UnitIds.Count);
        var texts = await ledger.ReadResponsesAsync(chunk.Id, cancellationToken);
        return [.. chunk.UnitIds.Select(texts.GetValueOrDefault)];
    }

    private async Task JudgeAsync(
        Round round, PromptBlock block, BattleChunk chunk, string?[][] texts, Action<int> progress, CancellationToken cancellationToken)
    {
        var possible = chunk.Battles.Where(b => texts[b.Pair.A][b.Prompt] is not null && texts[b.Pair.B][b.Prompt] is not null).ToList();
        if (possible.Count < chunk.Battles.Count)
            await ledger.RecordFailuresAsync(Chunk.Verdicts, chunk.Chunk.Id, attempt: 1, givenUp: true, chunk.Battles.Except(possible)
                .ToDictionary(b => b.UnitId, b => $"No response of {Absent(round, b, texts)} to judge."), cancellationToken);
        await dispatcher.CompleteAsync(
            chunk.Chunk with { UnitIds = [.. possible.Select(b => b.UnitId)] },
            (id, token) => bus.SendAsync(new JudgeBattles(settings.Campaign, id, settings.Judge, [.. possible.Select(battle =>
            {
                var prompt = block.Prompts[battle.Prompt];
                return new BattleUnit(
                    battle.UnitId, prompt.Id, prompt.Category, prompt.Messages, prompt.Reference,
                    round.Entrants[battle.Pair.A].Contestant.Name, round.Entrants[battle.Pair.B].Contestant.Name,
                    texts[battle.Pair.A][battle.Prompt]!, texts[battle.Pair.B][battle.Prompt]!);
            })]), token), cancellationToken);
        progress(chunk.Battles.Count);
    }

    private static string Absent(Round round, PlannedBattle battle, string?[][] texts) =>
        round.Entrants[texts[battle.Pair.A][battle.Prompt] is null ? battle.Pair.A : battle.Pair.B].Contestant.Name;

    private long SeedOf(Round round, PromptRow prompt, Entrant entrant) => Seeds.Derive(
        settings.Seed, round.Scope, prompt.Id, entrant.Contestant.Name, $"{entrant.Sample}");
}
