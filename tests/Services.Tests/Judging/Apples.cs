using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Services.Tests.Judging;

/// <summary>Battles over one arithmetic problem.</summary>
internal static class Apples
{
    public const string Question = "Tom has 47 apples and buys 35 more. How many now?";

    public static BattleUnit Unit(string id, string a, string b) => new()
    {
        UnitId = id,
        PromptId = id,
        Category = "addition",
        Messages = [ChatTurn.User(Question)],
        Reference = "82",
        ContestantA = "a",
        ContestantB = "b",
        ResponseA = a,
        ResponseB = b,
    };
}
