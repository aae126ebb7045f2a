using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using MassTransit;

namespace ArenaLearning.Flywheel.Driving;

/// <summary>
/// A command on which its consumer threw, every time that the bus tried it, is as good as answered with a failure:
/// otherwise the campaign would send it for ever.
/// </summary>
public sealed class CommandFaultsConsumer(CampaignPost post, WorkerReplies replies)
    : IConsumer<Fault<GenerateResponses>>, IConsumer<Fault<JudgeBattles>>, IConsumer<Fault<BuildPromptSets>>, IConsumer<Fault<ImportPrompts>>,
        IConsumer<Fault<MineTrainingData>>, IConsumer<Fault<RankArena>>, IConsumer<Fault<TrainModel>>
{
    private static readonly ResponseAssessment NoAssessment = new(null, null, "");

    public Task Consume(ConsumeContext<Fault<GenerateResponses>> context)
    {
        var command = context.Message.Message;
        return replies.ReceiveAsync(new ResponsesGenerated(command.Campaign, command.ChunkId,
            [.. command.Units.Select(u => new ResponseResult
            {
                UnitId = u.UnitId,
                Text = "",
                PromptTokens = 0,
                ResponseTokens = 0,
                LatencySeconds = 0,
                FinishReason = "",
                Failure = Reason(context.Message),
            })]),
            context.CancellationToken);
    }

    public Task Consume(ConsumeContext<Fault<JudgeBattles>> context)
    {
        var command = context.Message.Message;
        return replies.ReceiveAsync(new BattlesJudged(command.Campaign, command.ChunkId, command.Judge.Name,
            [.. command.Units.Select(u => new VerdictResult
            {
                UnitId = u.UnitId,
                Games = [],
                ScoreA = 0,
                ScoreB = 0,
                Winner = BattleWinner.Tie,
                A = NoAssessment,
                B = NoAssessment,
                Failure = Reason(context.Message),
            })]),
            context.CancellationToken);
    }

    public Task Consume(ConsumeContext<Fault<BuildPromptSets>> context)
    {
        var command = context.Message.Message;
        return post.DeliverAsync(new(command.Campaign)
        {
            PromptSets = new(
                command.Campaign, command.BuildId, new Dictionary<string, ArtifactReference>(), new Dictionary<string, int>(),
                new Dictionary<string, int>(), Reason(context.Message)),
        }, context.CancellationToken);
    }

    public Task Consume(ConsumeContext<Fault<ImportPrompts>> context)
    {
        var command = context.Message.Message;
        return post.DeliverAsync(new(command.Campaign)
        {
            PromptSets = new(
                command.Campaign, command.BuildId, new Dictionary<string, ArtifactReference>(), new Dictionary<string, int>(),
                new Dictionary<string, int>(), Reason(context.Message)),
        }, context.CancellationToken);
    }

    public Task Consume(ConsumeContext<Fault<MineTrainingData>> context)
    {
        var command = context.Message.Message;
        return post.DeliverAsync(new(command.Campaign)
        {
            Mined = new(command.Campaign, command.DatasetId, command.Stage, null, 0, 0, new Dictionary<string, int>(), new Dictionary<string, int>())
            {
                Failure = Reason(context.Message),
            },
        }, context.CancellationToken);
    }

    public Task Consume(ConsumeContext<Fault<RankArena>> context)
    {
        var command = context.Message.Message;
        return post.DeliverAsync(new(command.Campaign)
        {
            Ranked = new(command.Campaign, command.RankingId, command.Stage, [], [], [], Reason(context.Message)),
        }, context.CancellationToken);
    }

    public Task Consume(ConsumeContext<Fault<TrainModel>> context)
    {
        var command = context.Message.Message;
        return post.DeliverAsync(new(command.Campaign)
        {
            TrainingFailed = new(command.Campaign, command.JobId, command.Name, command.Lease.Number, Reason(context.Message)),
        }, context.CancellationToken);
    }

    private static string Reason(Fault fault) => fault.Exceptions is [var first, ..]
        ? $"{first.ExceptionType}: {first.Message}" : "The worker failed without saying why.";
}
