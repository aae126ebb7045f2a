using System.Collections.Concurrent;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Judging.Games;
using ArenaLearning.LanguageModels.Decoder;
using ArenaLearning.LanguageModels.Native;
using static TorchSharp.torch;

namespace ArenaLearning.Judging.RewardModels;

/// <summary>
/// The judge that asks a process reward model. A response scores 1 + 9 p, where p is the least of its tokens' probabilities of being right
/// so far, the end token's included (WizardMath, arXiv 2308.09583: the minimum over steps). Order plays no part: each response
/// is scored alone.
/// </summary>
public sealed class RewardModelJudge(string name, LoadedRewardModel model) : IJudge
{
    // Every response of a chunk meets several others, each in two games, and is scored once.
    private readonly ConcurrentDictionary<(string Dialogue, string Response), Lazy<Task<double>>> scores = new();

    public string Name => name;

    /// <exception cref="JudgeException">A dialogue that the model does not know, or that does not fit into it.</exception>
    public async ValueTask<GameVerdict> JudgeAsync(Game game, CancellationToken cancellationToken)
    {
        var first = await ScoreOnceAsync(game.Messages, game.First).WaitAsync(cancellationToken);
        var second = await ScoreOnceAsync(game.Messages, game.Second).WaitAsync(cancellationToken);
        return new(first, second, Assessment(first), Assessment(second));

        static ResponseAssessment Assessment(double score) => new(null, null, FormattableString.Invariant($"right with probability {(score - 1) / 9:F3}"));
    }

    private Task<double> ScoreOnceAsync(IReadOnlyList<ChatTurn> messages, string response)
    {
        var dialogue = string.Join('\u001e', messages.Select(turn => $"{turn.Role}\u001f{turn.Content}"));
        return scores.GetOrAdd((dialogue, response), _ => new(() => ComputeThread.RunAsync(() => Score(model, messages, response)))).Value;
    }

    /// <summary>1 to 10.</summary>
    /// <exception cref="JudgeException">A dialogue that the model does not know, or that does not fit into it.</exception>
    public static double Score(LoadedRewardModel loaded, IReadOnlyList<ChatTurn> messages, string response)
    {
        var (ids, prompt) = Encode(loaded, messages, response);
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        using var decoder = new DecoderModel(loaded.Parameters, trainable: false);
        var hidden = decoder.Hidden(tensor([.. ids.Select(id => (long)id)], [1, ids.Length], ScalarType.Int64, decoder.Device));
        var right = decoder.Scores(hidden.narrow(1, prompt, ids.Length - prompt)).sigmoid().min();
        return 1 + 9 * (double)right.item<float>();
    }

    private static (int[] Ids, int Prompt) Encode(LoadedRewardModel loaded, IReadOnlyList<ChatTurn> messages, string response)
    {
        try
        {
            var ids = loaded.Tokenizer.EncodeChat([.. messages, ChatTurn.Assistant(response)]);
            var positions = loaded.Parameters.Config.MaxPositions;
            if (ids.Length > positions)
                throw new JudgeException(
                    $"a dialogue of {ids.Length} tokens does not fit into the {positions} positions of the reward model: use another judge");
            return (ids, loaded.Tokenizer.EncodeChat(messages, generationPrompt: true).Length);
        }
        catch (ArgumentException e)
        {
            throw new JudgeException(e.Message, e);
        }
    }
}
