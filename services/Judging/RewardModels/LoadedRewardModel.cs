using ArenaLearning.LanguageModels.Decoder;
using ArenaLearning.LanguageModels.Tokenizers;

namespace ArenaLearning.Judging.RewardModels;

/// <summary>A reward model in memory; its parameters may be read by many threads.</summary>
public sealed record LoadedRewardModel(DecoderParameters Parameters, WordTokenizer Tokenizer);
