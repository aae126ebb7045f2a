using System.Collections.Concurrent;
using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Judging.Judges;
using ArenaLearning.Judging.LlmJudges;
using ArenaLearning.Judging.Recorded;
using ArenaLearning.Judging.RewardModels;
using ArenaLearning.Judging.Verification;

namespace ArenaLearning.Services.Tests.Judging;

/// <summary>A model that says what a test makes it say, and remembers what it was asked.</summary>
internal sealed class ScriptedModel(Func<JudgeQuestion, CancellationToken, Task<JudgeReply>> answer) : IJudgeModel
{
    public ScriptedModel(Func<JudgeQuestion, JudgeReply> answer)
        : this((question, _) => Task.FromResult(answer(question)))
    {
    }

    public static LlmJudgeSettings Settings { get; } =
        new(new(new("local", "http://localhost:8000/v1", Key: null, Concurrency: 8), "judge-70b", InputPrice: 2, OutputPrice: 10));

    public ConcurrentQueue<JudgeQuestion> Asked { get; } = new();

    public static LlmJudgeReference Judge(string name = "llama", VerdictRules? rules = null) =>
        new(name, rules ?? VerdictRules.Default, Settings);

    /// <summary>Makes judges that ask the model.</summary>
    public static JudgeFactory Factory(ScriptedModel model) => new(
        [
            new VerifierMaker(), new LlmJudgeMaker(model, new(Artifacts)), new RewardModelJudgeMaker(new(Artifacts)),
            new RecordedJudgeMaker(new(Artifacts)), new JuryMaker(),
        ]);

    private static FolderArtifactStore Artifacts { get; } = new();

    public static JudgeReply Reply(string raw, string finishReason = "stop") => new()
    {
        Raw = raw,
        Reason = null,
        Model = "judge-70b-0613",
        Fingerprint = "fp_1",
        FinishReason = finishReason,
        PromptTokens = 400,
        ResponseTokens = 40,
        LatencySeconds = 0.5,
        CostUsd = 0.0012m,
    };

    public static JudgeReply Unreachable(string why = "503 after 6 tries") => new()
    {
        Raw = "",
        Reason = why,
        Model = null,
        Fingerprint = null,
        FinishReason = "",
        PromptTokens = 0,
        ResponseTokens = 0,
        LatencySeconds = 2,
        CostUsd = 0,
        Failure = FailureClass.Transport,
    };

    /// <summary>Whether the text stands as answer A of the question.</summary>
    public static bool ShownFirst(JudgeQuestion question, string answer) =>
        question.Messages[1].Content.Split("Answer B:")[0].Contains(answer, StringComparison.Ordinal);

    public Task<JudgeReply> AskAsync(JudgeQuestion question, CancellationToken cancellationToken)
    {
        Asked.Enqueue(question);
        return answer(question, cancellationToken);
    }
}
