using Xunit;

namespace ArenaLearning.Architecture.Tests;

internal static class Found
{
    /// <summary>Fails with all that breaks a rule, a line for each.</summary>
    public static void Nothing(IEnumerable<string> broken)
    {
        var lines = broken.Order(StringComparer.Ordinal).ToArray();
        Assert.True(lines.Length == 0, string.Join('\n', lines));
    }
}
