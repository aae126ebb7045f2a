using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Ledger;
using ArenaLearning.Flywheel.Work;
using ArenaLearning.Hosting.Bus;

namespace ArenaLearning.Flywheel.Battles;

/// <summary>What a round is fought with.</summary>
/// <param name="BlocksAtOnce">Blocks that are worked on at once, asked before each: enough to fill the window, which may change.</param>
public sealed record RoundSettings(string Campaign, long Seed, int MaxTokens, JudgeReference Judge, Func<int> BlocksAtOnce, string Device);

/// <summary>Brings every response and every verdict of a round into the ledger.</summary>
public sealed class RoundRunner(
    ILedger ledger, ChunkDispatcher dispatcher, ChunkPlan plan, IMessageBus bus, RoundSettings settings)
{
    /// <param name="progress">Told the units that became done or given up.</param>
    public async Task RunAsync(Round round, Action<int> progress, CancellationToken cancellationToken)
    {
        // The first block that fails stops the others, and is what the caller is told.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = new HashSet<Task>();
        try
        {
            await foreach (var block in plan.BlocksAsync(round, stop.Token))
            {
                while (running.Count >= settings.BlocksAtOnce()) await NextEndAsync(running);
                running.Add(Task.Run(() => RunAsync(round, block, progress, stop.Token), stop.Token));
            }
            while (running.Count > 0) await NextEndAsync(running);
        }
        catch
        {
            await stop.CancelAsync();
            await Task.WhenAll(running).ContinueWith(_ => { }, TaskScheduler.Default);
            throw;
        }
    }

    private static async Task NextEndAsync(HashSet<Task> running)
    {
        var ended = await Task.WhenAny(running);
        running.Remove(ended);
        await ended;
    }

    private async Task RunAsync(Round round, PromptBlock block, Action<int> progress, CancellationToken cancellationToken)
    {
        var answers = await Task.WhenAll(round.Entrants.Select(entrant => AnswerAsync(round, block, entrant, progress, cancellationToken)));
        await Task.WhenAll(plan.Battles(round, block).Select(chunk => JudgeAsync(round, block, chunk, answers, progress, cancellationToken)));
    }

    /// <returns>The texts in the order of the prompts, null where the unit was given up or no budget was left for it.</returns>
    private async Task<Answers> AnswerAsync(
        Round round, PromptBlock block, Entrant entrant, Action<int> progress, CancellationToken cancellationToken)
    {
        var chunk = plan.Responses(round, block, entrant);
        var most = SpendEstimate.OfAnswers(entrant.Contestant, block.Prompts.Select(p => p.Messages), settings.MaxTokens);
        var units = block.Prompts
            .Zip(chunk.UnitIds, (prompt, unit) => new GenerationUnit(unit, prompt.Id, prompt.Messages, SeedOf(round, prompt, entrant)))
            .ToList();
        var funded = await dispatcher.CompleteAsync(chunk, most, (id, lacking, token) => bus.SendAsync(new GenerateResponses(
            settings.Campaign, id, entrant.Contestant, new(entrant.Temperature, settings.MaxTokens),
            entrant.Contestant.AnswersInBatches ? units : units.FindAll(unit => lacking.Contains(unit.UnitId)),
            settings.Device), token), cancellationToken);
        if (funded) progress(chunk.UnitIds.Count);
        var texts = await ledger.ReadResponsesAsync(chunk.Id, cancellationToken);
        return new([.. chunk.UnitIds.Select(texts.GetValueOrDefault)], funded);
    }

    private async Task JudgeAsync(
        Round round, PromptBlock block, BattleChunk chunk, Answers[] answers, Action<int> progress, CancellationToken cancellationToken)
    {
        var impossible = chunk.Battles.Where(b => GivenUp(answers, b) is not null).ToList();
        if (impossible.Count > 0)
            await ledger.RecordFailuresAsync(Chunk.Verdicts, chunk.Chunk.Id, attempt: 1, givenUp: true, impossible.ToDictionary(
                b => b.UnitId,
                b => new UnitFailure($"No response of {round.Entrants[GivenUp(answers, b)!.Value].Contestant.Name} to judge.")), cancellationToken);
        var possible = chunk.Battles.Where(b => answers[b.Pair.A].Texts[b.Prompt] is not null && answers[b.Pair.B].Texts[b.Prompt] is not null)
            .Select(battle => Unit(round, block, battle, answers)).ToList();
        var funded = await dispatcher.CompleteAsync(
            chunk.Chunk with { UnitIds = [.. possible.Select(unit => unit.UnitId)] }, SpendEstimate.OfVerdicts(settings.Judge, possible),
            (id, lacking, token) => bus.SendAsync(
                new JudgeBattles(
                    settings.Campaign, id, settings.Judge, possible.FindAll(unit => lacking.Contains(unit.UnitId)), settings.Device, round.Arena), token),
            cancellationToken);
        if (funded) progress(possible.Count + impossible.Count);
    }

    private static BattleUnit Unit(Round round, PromptBlock block, PlannedBattle battle, Answers[] answers)
    {
        var prompt = block.Prompts[battle.Prompt];
        return new()
        {
            UnitId = battle.UnitId,
            PromptId = prompt.Id,
            Category = prompt.Category,
            Messages = prompt.Messages,
            Reference = prompt.Reference,
            ContestantA = round.Entrants[battle.Pair.A].Contestant.Name,
            ContestantB = round.Entrants[battle.Pair.B].Contestant.Name,
            ResponseA = answers[battle.Pair.A].Texts[battle.Prompt]!,
            ResponseB = answers[battle.Pair.B].Texts[battle.Prompt]!,
        };
    }

    /// <returns>The entrant whose answer will never come; null where both are there or may still come.</returns>
    private static int? GivenUp(Answers[] answers, PlannedBattle battle) =>
        new[] { battle.Pair.A, battle.Pair.B }.Where(e => answers[e].Funded && answers[e].Texts[battle.Prompt] is null)
            .Select(int? (e) => e).FirstOrDefault();

    // An endpoint is asked by sample, not by campaign, so that the cache knows the answer in the next campaign too.
    private long SeedOf(Round round, PromptRow prompt, Entrant entrant) => entrant.Contestant.Asked is not null ? entrant.Sample : Seeds.Derive(
        settings.Seed, round.Scope, prompt.Id, entrant.Contestant.Name, $"{entrant.Sample}");

    /// <param name="Funded">False where a budget stands in the way of those that lack.</param>
    private sealed record Answers(string?[] Texts, bool Funded);
}
