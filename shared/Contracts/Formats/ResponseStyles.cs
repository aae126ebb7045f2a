using ArenaLearning.Contracts.Artifacts;

namespace ArenaLearning.Contracts.Formats;

public static class ResponseStyles
{
    public static ResponseStyle Of(string text) => new(text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length, 0, 0, 0);
}
