namespace ArenaLearning.Arena.Reports;

/// <summary>
/// What the Arena Learning paper (arXiv 2407.10627v1) reports of its 7B target, under the names this project uses.
/// Every figure is read in the paper's text, or derived from two that are; those are marked <c>Derived</c>.
/// </summary>
public static class PaperFigures
{
    /// <param name="Elo">On WizardArena-Mix; Llama-2-70B-Chat is fixed at 1100 there.</param>
    /// <param name="MtBench">1 to 10; null where the paper's text gives none.</param>
    public sealed record StageElo(string Stage, double Elo, double? MtBench);

    /// <summary>Stage by stage. The text gives no Elo of SFT and DPO in iterations 2 and 3.</summary>
    public static IReadOnlyList<StageElo> StageByStage { get; } =
    [
        new("SFT-I0", 871, 6.41), new("SFT-I1", 1117, null), new("DPO-I1", 1187, 7.59), new("PPO-I1", 1214, 7.74),
        new("PPO-I2", 1246, 7.98), new("PPO-I3", 1274, 8.16),
    ];

    /// <param name="Gap">K, in judge points.</param>
    /// <param name="Rows">In thousands, of 30 thousand prompts.</param>
    /// <param name="Difficulty">Mean difficulty of the selected prompts, 1 to 10.</param>
    public sealed record Selection(string Stage, double Gap, double Rows, double Difficulty);

    /// <summary>SFT rows selected by gap; the 30 thousand prompts before selection have mean difficulty 4.7.</summary>
    public static IReadOnlyList<Selection> SftSelection { get; } =
        [new("SFT-I1", 3.0, 14.6, 5.8), new("SFT-I2", 1.0, 11.3, 6.5), new("SFT-I3", 1.0, 7.8, 7.4)];

    public static IReadOnlyList<string> Winners { get; } = ["Command R+", "Qwen1.5-72B", "OpenChat-3.5", "WizardLM-β-7B"];

    /// <param name="Rows">In thousands, by <see cref="Winners"/>; null where the model cannot win.</param>
    public sealed record ChosenBy(string Stage, IReadOnlyList<double?> Rows, double Total, bool Derived);

    /// <summary>Winner (chosen) responses of each model. The rows of iteration 1 are the totals less iterations 2 and 3.</summary>
    public static IReadOnlyList<ChosenBy> Chosen { get; } =
    [
        new("SFT-I1", [6.9, 5.5, 2.2, null], 14.6, Derived: true),
        new("SFT-I2", [5.8, 4.2, 1.3, null], 11.3, Derived: false),
        new("SFT-I3", [4.1, 3.0, 0.7, null], 7.8, Derived: false),
        new("DPO-I1", [8.7, 7.6, 1.9, 1.1], 19.3, Derived: true),
        new("DPO-I2", [8.0, 7.2, 1.1, 1.6], 17.9, Derived: false),
        new("DPO-I3", [7.4, 6.5, 0.6, 2.3], 16.8, Derived: false),
    ];

    public static IReadOnlyList<string> Arenas { get; } =
        ["MT-Bench", "Arena-Hard-v0.1", "WizardArena-Diverse", "WizardArena-Hard", "WizardArena-Mix"];

    /// <param name="Percent">By <see cref="Arenas"/>.</param>
    /// <param name="Derived">Indices of the figures that are derived, not printed.</param>
    public sealed record Agreement(string Metric, IReadOnlyList<double> Percent, IReadOnlySet<int> Derived);

    /// <summary>How far each offline arena agrees with LMSYS Chatbot Arena-EN (judge Llama-3-70B).</summary>
    public static IReadOnlyList<Agreement> AgreementWithHumans { get; } =
    [
        new("Spearman correlation", [79.36, 90.45, 98.80, 98.85, 99.23], new HashSet<int> { 1, 2, 3 }),
        new("Human agreement, 95% CI", [26.04, 80.86, 97.33, 98.22, 99.11], new HashSet<int>()),
        new("Differentiation, 95% CI", [23.45, 92.33, 97.63, 96.84, 98.02], new HashSet<int>()),
        new("Average", [42.95, 87.88, 97.92, 97.97, 98.79], new HashSet<int>()),
    ];
}
