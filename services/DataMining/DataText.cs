namespace ArenaLearning.DataMining;

/// <summary>The texts in <c>Data/</c> that the service carries with it.</summary>
internal static class DataText
{
    public static string Read(string name)
    {
        using var stream = typeof(DataText).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not embedded in {typeof(DataText).Assembly.GetName().Name}");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
