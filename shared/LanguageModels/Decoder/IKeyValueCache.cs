using static TorchSharp.torch;

namespace ArenaLearning.LanguageModels.Decoder;

/// <summary>What a decoder remembers of the tokens that it has seen: their keys and values in each layer.</summary>
internal interface IKeyValueCache
{
    /// <summary>Makes room for the next tokens of each sequence.</summary>
    /// <returns>Their positions, flat [B * T], and the additive mask over what they may see, [B, 1, T, length].</returns>
    (Tensor Positions, Tensor Mask) Advance(long time);

    /// <summary>Takes in the keys and values of the tokens that <see cref="Advance"/> made room for, [B, H, T, E] each.</summary>
    /// <returns>All keys and values that these tokens may see, [B, H, length, E].</returns>
    (Tensor Keys, Tensor Values) Append(int layer, Tensor keys, Tensor values);
}
