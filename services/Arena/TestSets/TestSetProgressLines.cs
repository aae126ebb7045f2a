using System.Globalization;
using ArenaLearning.DataMining.TestSets;

namespace ArenaLearning.Arena.TestSets;

/// <summary>A line for each step, and every few seconds one for how far it is.</summary>
internal sealed class TestSetProgressLines(TextWriter output, TimeProvider time) : IProgress<TestSetProgress>
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private string step = "";
    private DateTimeOffset next;

    public void Report(TestSetProgress value)
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            if (value.Step == step && now < next) return;
            (step, next) = (value.Step, now + Every);
            output.WriteLine(value switch
            {
                { Done: 0 } => value.Step,
                { Total: 0 } => string.Create(CultureInfo.InvariantCulture, $"{value.Step} {value.Done:N0}"),
                _ => string.Create(CultureInfo.InvariantCulture, $"{value.Step}: {value.Done:N0} of {value.Total:N0}"),
            });
        }
    }
}
