using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.LanguageModels.Tokenizers;

namespace ArenaLearning.DataMining.Mining;

/// <summary>
/// Tells which responses a model can learn from: those of words that its vocabulary has, which with their prompt fit into its positions.
/// What a model elsewhere writes may have others, and a row of unknown tokens teaches nothing.
/// </summary>
public sealed class LearnableResponses(WordTokenizer tokenizer, int maxPositions)
{
    /// <exception cref="ArtifactException">The tokenizer is not there, is damaged or has changed.</exception>
    /// <exception cref="InvalidDataException">The tokenizer cannot be read.</exception>
    public static async Task<LearnableResponses> ReadAsync(LearnerVocabulary learner, IArtifactStore artifacts, CancellationToken cancellationToken)
    {
        try
        {
            return new(await WordTokenizer.LoadAsync(
                await artifacts.MaterializeFolderAsync(learner.Tokenizer, cancellationToken), cancellationToken), learner.MaxPositions);
        }
        catch (TokenizerException e)
        {
            throw new InvalidDataException(e.Message, e);
        }
    }

    public bool Contain(PromptBattles prompt, BattleResponse response) =>
        !tokenizer.Encode(response.Text).Contains(SpecialTokens.Unknown)
        && tokenizer.EncodeChat([.. prompt.Messages, ChatTurn.Assistant(response.Text)]).Length <= maxPositions;
}
