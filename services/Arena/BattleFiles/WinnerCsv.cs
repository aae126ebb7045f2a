using ArenaLearning.Ratings.Battles;

namespace ArenaLearning.Arena.BattleFiles;

internal static class WinnerCsv
{
    public static OutcomeMatrixSum? TryRead(string path) => null;
}
