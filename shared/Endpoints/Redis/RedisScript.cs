namespace ArenaLearning.Endpoints.Redis;

/// <summary>The scripts that come with the program.</summary>
internal static class RedisScript
{
    /// <param name="name">Of its file, without the ending.</param>
    public static string Read(string name)
    {
        using var reader = new StreamReader(typeof(RedisScript).Assembly.GetManifestResourceStream($"{name}.lua")!);
        return reader.ReadToEnd();
    }
}
