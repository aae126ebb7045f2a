using ArenaLearning.Flywheel.Work;

namespace ArenaLearning.Flywheel.Campaigns;

/// <summary>A budget left battles unfought that the campaign cannot go on without.</summary>
/// <param name="stage">The stage that they belong to.</param>
public sealed class BudgetReachedException(SpendRefusal refusal, string stage) : Exception(refusal.ToString())
{
    public string Stage => stage;
}
