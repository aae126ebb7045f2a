using System.Globalization;
using ArenaLearning.Randomness;

namespace ArenaLearning.Bench.Ratings;

/// <summary>Writes battles of models with known strengths, the same bytes for the same seed.</summary>
internal static class BattleFileMaker
{
    private const double TieShare = 0.2;

    /// <param name="styled">Also the style of both answers; the longer answer is favoured.</param>
    public static void Write(string path, int battles, int models, long seed, bool styled)
    {
        var random = SplitMix64.Stream(seed, 0);
        var theta = Enumerable.Range(0, models).Select(_ => 3 * (Uniform(random) - 0.5)).ToArray();
        using var writer = new StreamWriter(path, append: false, System.Text.Encoding.ASCII, 1 << 16);
        writer.NewLine = "\n";
        writer.WriteLine(styled
            ? "model_a,model_b,winner,token_len_a,header_count_a,list_count_a,bold_count_a,token_len_b,header_count_b,list_count_b,bold_count_b"
            : "model_a,model_b,winner");
        for (var i = 0; i < battles; i++)
        {
            var a = (int)random.Below((ulong)models);
            var b = (int)random.Below((ulong)models - 1);
            if (b >= a) b++;
            var (ofA, ofB) = (Style(random), Style(random));
            var logit = theta[a] - theta[b] + (styled ? (double)(ofA.Length - ofB.Length) / (ofA.Length + ofB.Length) : 0);
            var winner = Uniform(random) < TieShare ? "tie" : Uniform(random) < 1 / (1 + Math.Exp(-logit)) ? "model_a" : "model_b";
            writer.Write(string.Create(CultureInfo.InvariantCulture, $"model-{a:D3},model-{b:D3},{winner}"));
            if (styled)
                writer.Write(string.Create(CultureInfo.InvariantCulture,
                    $",{ofA.Length},{ofA.Headers},{ofA.Lists},{ofA.Bolds},{ofB.Length},{ofB.Headers},{ofB.Lists},{ofB.Bolds}"));
            writer.WriteLine();
        }
    }

    private static (int Length, int Headers, int Lists, int Bolds) Style(SplitMix64 random) =>
        ((int)(20 * Math.Exp(4 * Uniform(random))), (int)random.Below(5), (int)random.Below(12), (int)random.Below(9));

    private static double Uniform(SplitMix64 random) => random.Below(1UL << 53) / (double)(1UL << 53);
}
