using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace ArenaLearning.System.Tests.Campaigns;

/// <summary>
/// What the logs of Training say about resumable checkpoints, over all processes that worked on one campaign. The lines:
/// <c>SFT-I1 saved step 40 of 200</c> and, in a process that takes a job up again, <c>SFT-I1 goes on at step 40 of 200</c>.
/// </summary>
internal sealed partial class TrainingLog
{
    private readonly Dictionary<string, int> lastSaved = [];

    /// <summary>Jobs that a process took up in their middle.</summary>
    public int Resumed { get; private set; }

    /// <summary>
    /// Reads on with the lines of the next process, and asserts that no job goes back behind its last checkpoint and that
    /// none lets more than <paramref name="saveEverySteps"/> steps pass without one: a crash repeats no more than that.
    /// </summary>
    public void Read(IEnumerable<string> lines, int saveEverySteps)
    {
        foreach (var line in lines)
        {
            if (Line().Match(line) is not { Success: true } match) continue;
            var model = match.Groups["model"].Value;
            var step = int.Parse(match.Groups["step"].Value, CultureInfo.InvariantCulture);
            var last = lastSaved.GetValueOrDefault(model);
            if (match.Groups["resumed"].Success)
            {
                // The killed process may have saved once more without living to log it.
                Assert.True(step >= last, $"{model} was saved at step {last}, but went on at step {step}.");
                Resumed++;
            }
            else
            {
                Assert.True(step > last, $"{model} saved step {step} after step {last}: it was trained twice.");
                Assert.True(step - last <= saveEverySteps, $"{model} saved nothing between steps {last} and {step}.");
            }
            lastSaved[model] = step;
        }
    }

    [GeneratedRegex(@"\b(?<model>[A-Z]+-I\d+\S*) (?:saved|(?<resumed>goes on at)) step (?<step>\d+) of \d+")]
    private static partial Regex Line();
}
