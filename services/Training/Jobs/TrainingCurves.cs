using System.Runtime.InteropServices;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.LanguageModels.Safetensors;

namespace ArenaLearning.Training.Jobs;

/// <summary>The figures of every step so far, by name.</summary>
internal sealed class TrainingCurves
{
    private const string Prefix = "curve.";
    private const int MostPoints = 120;
    private const double FinalShare = 0.1;

    private readonly SortedDictionary<string, SortedDictionary<int, double>> figures = new(StringComparer.Ordinal);

    public void Add(int step, IReadOnlyDictionary<string, double> values)
    {
        foreach (var (name, value) in values)
        {
            if (!figures.TryGetValue(name, out var curve)) figures.Add(name, curve = []);
            curve[step] = value;
        }
    }

    /// <summary>Means over the last tenth of the steps: the last step alone is noise.</summary>
    public Dictionary<string, double> Final(int steps)
    {
        var from = steps - Math.Max(1, (int)(FinalShare * steps));
        return figures
            .Select(curve => (curve.Key, Values: curve.Value.Where(point => point.Key >= from).Select(point => point.Value).ToArray()))
            .Where(curve => curve.Values.Length > 0)
            .ToDictionary(curve => curve.Key, curve => curve.Values.Average());
    }

    /// <summary>At most <see cref="MostPoints"/> points a curve, each the mean of its part.</summary>
    public Dictionary<string, IReadOnlyList<CurvePoint>> Thinned(int steps)
    {
        var width = (steps + MostPoints - 1) / MostPoints;
        return figures.ToDictionary(curve => curve.Key, IReadOnlyList<CurvePoint> (curve) =>
        [
            .. curve.Value.GroupBy(point => point.Key / width)
                .Select(part => new CurvePoint(part.Max(point => point.Key) + 1, part.Average(point => point.Value))),
        ]);
    }

    /// <summary>Each curve as a tensor [points, 2] of step and value.</summary>
    public IEnumerable<SafetensorsTensor> ToTensors() => figures.Select(curve =>
    {
        double[] pairs = [.. curve.Value.SelectMany(point => new[] { point.Key, point.Value })];
        return new SafetensorsTensor(Prefix + curve.Key, ElementType.F64, [curve.Value.Count, 2], MemoryMarshal.AsBytes<double>(pairs).ToArray());
    });

    public static TrainingCurves FromTensors(IEnumerable<SafetensorsTensor> tensors)
    {
        var curves = new TrainingCurves();
        foreach (var tensor in tensors.Where(tensor => tensor.Name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            var pairs = MemoryMarshal.Cast<byte, double>(tensor.Bytes.Span);
            var curve = new SortedDictionary<int, double>();
            for (var i = 0; i + 1 < pairs.Length; i += 2) curve[(int)pairs[i]] = pairs[i + 1];
            curves.figures.Add(tensor.Name[Prefix.Length..], curve);
        }
        return curves;
    }
}
