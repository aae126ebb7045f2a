namespace ArenaLearning.Flywheel.Api;

/// <summary>
/// Figures of a job's steps, in bounded room: from <see cref="MostPoints"/> on a point is the mean of twice as many steps. Not safe for use
/// by many at once.
/// </summary>
internal sealed class StepCurve
{
    public const int MostPoints = 500;

    private readonly SortedDictionary<long, Part> parts = [];
    private long width = 1;
    private long last;

    /// <summary>Adds a step. One that is heard again changes nothing; an earlier one is of a job that has gone back to a saved state.</summary>
    /// <param name="step">From 1.</param>
    public void Add(long step, IReadOnlyDictionary<string, double> figures)
    {
        if (step < 1 || step == last) return;
        var part = (step - 1) / width;
        if (step < last)
            foreach (var later in parts.Keys.Where(key => key >= part).ToArray()) parts.Remove(later);
        last = step;
        if (!parts.TryGetValue(part, out var there)) parts.Add(part, there = new());
        there.Add(step, figures);
        if (parts.Count > MostPoints) Halve();
    }

    /// <summary>Puts the whole curve of a job that is done in the place of what was heard.</summary>
    /// <param name="points">By the names of figures.</param>
    public void Replace(IEnumerable<(string Name, long Step, double Value)> points)
    {
        parts.Clear();
        width = 1;
        foreach (var step in points.GroupBy(point => point.Step).OrderBy(step => step.Key))
            Add(step.Key, step.ToDictionary(point => point.Name, point => point.Value, StringComparer.Ordinal));
    }

    /// <param name="after">Only points of later steps.</param>
    /// <param name="whole">Also the last one, of which steps may still come.</param>
    public IEnumerable<(long Step, Dictionary<string, double> Figures)> Points(long after, bool whole) => parts
        .Where(part => part.Value.Last > after && (whole || part.Value.Last == (part.Key + 1) * width))
        .Select(part => (part.Value.Last, part.Value.Means()));

    private void Halve()
    {
        var before = parts.ToArray();
        parts.Clear();
        width *= 2;
        foreach (var (key, part) in before)
            if (parts.TryGetValue(key / 2, out var there)) there.Add(part);
            else parts.Add(key / 2, part);
    }

    /// <summary>Steps that one point stands for.</summary>
    private sealed class Part
    {
        private readonly Dictionary<string, (double Sum, long Count)> figures = new(StringComparer.Ordinal);

        public long Last { get; private set; }

        public void Add(long step, IReadOnlyDictionary<string, double> values)
        {
            Last = step;
            foreach (var (name, value) in values) Add(name, value, 1);
        }

        public void Add(Part later)
        {
            Last = later.Last;
            foreach (var (name, (sum, count)) in later.figures) Add(name, sum, count);
        }

        public Dictionary<string, double> Means() => figures.ToDictionary(figure => figure.Key, figure => figure.Value.Sum / figure.Value.Count);

        private void Add(string name, double sum, long count)
        {
            var (before, steps) = figures.GetValueOrDefault(name);
            figures[name] = (before + sum, steps + count);
        }
    }
}
