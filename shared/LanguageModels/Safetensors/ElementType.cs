namespace ArenaLearning.LanguageModels.Safetensors;

/// <summary>The element types that are read and written, with the format's names (its <c>dtype</c>).</summary>
#pragma warning disable CA1720 // the names are the format's
public enum ElementType { F64, I64, U64, F32, I32, U32, F16, BF16, I16, U16, I8, U8, BOOL }
#pragma warning restore CA1720

public static class ElementTypeSize
{
    /// <summary>Bytes of one element.</summary>
    public static int Bytes(this ElementType type) => type switch
    {
        ElementType.F64 or ElementType.I64 or ElementType.U64 => 8,
        ElementType.F32 or ElementType.I32 or ElementType.U32 => 4,
        ElementType.F16 or ElementType.BF16 or ElementType.I16 or ElementType.U16 => 2,
        ElementType.I8 or ElementType.U8 or ElementType.BOOL => 1,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not an element type of safetensors."),
    };
}
