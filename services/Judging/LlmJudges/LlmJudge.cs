using ArenaLearning.Contracts.Messages;
using ArenaLearning.Judging.Games;

namespace ArenaLearning.Judging.LlmJudges;

/// <summary>Asks a language model for the scores of two answers.</summary>
public sealed class LlmJudge(string name, LlmJudgeSettings settings, JudgePrompt prompt, IJudgeModel model) : IJudge
{
    /// <summary>At which a greedy judge is asked again: it would repeat itself otherwise.</summary>
    public const double RepeatTemperature = 0.5;

    public string Name => name;

    /// <summary>
    /// Asks until a reply can be read, <see cref="LlmJudgeSettings.Attempts"/> times at most. An endpoint that cannot be reached
    /// ends the game at once: its client has tried again already, and another sample would make the verdict depend on the outage.
    /// </summary>
    public async ValueTask<GameVerdict> JudgeAsync(Game game, CancellationToken cancellationToken)
    {
        var messages = prompt.Render(game, settings.UseReference);
        var failed = new List<JudgeReply>();
        for (var sample = 0; sample < settings.Attempts; sample++)
        {
            var temperature = sample == 0 ? settings.Temperature : Math.Max(settings.Temperature, RepeatTemperature);
            var reply = await model.AskAsync(
                new(settings.Model, messages, prompt.Version, temperature, settings.MaxTokens, settings.JsonMode, sample), cancellationToken);
            reply = ReadReply.Of(reply with { Sample = sample }, out var scores);
            if (scores is not null)
                return ReadReply.Verdict(scores, reply, failed);
            failed.Add(reply);
            if (reply.Failure == FailureClass.Transport) break;
        }
        throw ReadReply.Failure(name, failed);
    }
}
