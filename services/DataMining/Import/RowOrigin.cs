namespace ArenaLearning.DataMining.Import;

/// <summary>Where a row was read: a line of a text file, or a row of a file without lines.</summary>
/// <param name="File">Path as the person wrote it.</param>
/// <param name="Number">From 1.</param>
/// <param name="IsLine">False for a row of a Parquet file.</param>
public readonly record struct RowOrigin(string File, int Number, bool IsLine)
{
    public override string ToString() => IsLine ? $"{File}:{Number}" : $"{File}, row {Number}";
}

/// <summary>A row that could not be read.</summary>
/// <param name="Field">Name of the field; empty where the row as a whole is wrong.</param>
/// <param name="What">What is wrong and what is allowed.</param>
public sealed record ImportProblem(RowOrigin Origin, string Field, string What)
{
    public override string ToString() => Field.Length == 0 ? $"{Origin}: {What}" : $"{Origin}: {Field}: {What}";
}

/// <summary>A file cannot be used at all; the message names it and says what to change.</summary>
public sealed class ImportRefusedException(string message) : Exception(message);
