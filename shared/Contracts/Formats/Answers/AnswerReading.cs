namespace ArenaLearning.Contracts.Formats.Answers;

/// <summary>What was read from a response as its final answer.</summary>
/// <param name="Text">The part that was read.</param>
/// <param name="Offset">Where the answer is declared, in characters: at the mark, the phrase or the box, or at the number.</param>
/// <param name="Value">Null where what is declared is no number, such as <c>\boxed{x+1}</c>.</param>
/// <param name="IsPercent">Whether a percent sign follows; the value is the number before it.</param>
public sealed record AnswerReading(AnswerSource Source, string Text, int Offset, ExactNumber? Value, bool IsPercent = false)
{
    private static readonly ExactNumber Hundred = new(100, 1);

    /// <summary>
    /// Whether both are the same number, exactly: nothing is rounded, so 0.33 is not 1/3, and 18.00 is 18. A percent sign may
    /// be a unit or a hundredth: 50% is both 50 and 0.5, but 50% is not 0.5%.
    /// </summary>
    public bool IsSameNumber(AnswerReading other)
    {
        if (Value is not { } a || other.Value is not { } b) return false;
        if (a == b) return true;
        return IsPercent != other.IsPercent && (IsPercent ? a / Hundred == b : a == b / Hundred);
    }
}

/// <summary>How a final answer is declared.</summary>
public enum AnswerSource
{
    /// <summary>After <c>####</c>, as GSM8K has it.</summary>
    Marker,
    /// <summary>After "the answer is", a heading "Answer" or <c>&lt;answer&gt;</c>.</summary>
    Phrase,
    /// <summary>In <c>\boxed{}</c>.</summary>
    Boxed,
    /// <summary>Alone on a line, in bold.</summary>
    BoldLine,
    /// <summary>It is not: the last number of the response.</summary>
    LastNumber,
    /// <summary>The whole text is the answer.</summary>
    Whole,
}
