using System.Globalization;
using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Formats;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Randomness;

namespace ArenaLearning.DataMining.Prompts;

/// <summary>
/// Builds every prompt set of a campaign. Training sets draw from training operand pairs, validation and arena from
/// their own; no prompt occurs twice, in one set or in two. A set depends on the seed and on the sets before it.
/// </summary>
public static class PromptSetBuilder
{
    /// <summary>The Hard part is the hardest of a draw that many times as large.</summary>
    public const int HardOversampling = 4;

    private const int MaxDuplicatesInARow = 10_000;

    /// <summary>Writes one <c>NAME.jsonl</c> for each set into the scope.</summary>
    /// <returns>The sets; or a failure that says what to change, where the sizes or skills cannot be met.</returns>
    public static async Task<PromptSetsBuilt> BuildAsync(
        BuildPromptSets command, IArtifactStore artifacts, CancellationToken cancellationToken = default)
    {
        try
        {
            Check(command.Arithmetic);
            var drawing = new Drawing(command.Seed);
            var sets = new SortedDictionary<string, ArtifactReference>(StringComparer.Ordinal);
            var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);

            async Task Write<T>(string name, IReadOnlyList<T> rows)
            {
                sets[name] = await artifacts.WriteRowsAsync(command.Scope, $"{name}.jsonl", rows, cancellationToken);
                counts[name] = rows.Count;
            }

            var prompts = command.Arithmetic;
            var initial = drawing.Draw("D0", Quotas(prompts.InitialSkills, prompts.Initial), PairSplit.Training);
            await Write("D0", [.. initial.Select((problem, i) =>
                problem.ToSftRow(RowId("D0", i), "D0", IsTerse(i, prompts.TerseShare)))]);
            for (var part = 1; part <= 3 * prompts.Iterations; part++)
            {
                var size = (part % 3) switch { 1 => prompts.Parts.Sft, 2 => prompts.Parts.Dpo, _ => prompts.Parts.Ppo };
                var name = string.Create(CultureInfo.InvariantCulture, $"D{part}");
                await Write(name, Rows(name, drawing.Draw(name, Quotas(prompts.Skills, size), PairSplit.Training)));
            }
            await Write("validation", Rows("validation",
                drawing.Draw("validation", Quotas(prompts.Skills, prompts.Validation), PairSplit.Validation)));
            var evenly = prompts.Skills.Where(skill => skill.Value > 0).ToDictionary(skill => skill.Key, _ => 1.0);
            await Write("arena-diverse", Rows("arena-diverse",
                drawing.Draw("arena-diverse", Quotas(evenly, prompts.Diverse), PairSplit.Arena)));
            await Write("arena-hard", Rows("arena-hard", drawing.DrawHardest("arena-hard", Quotas(evenly, prompts.Hard))));
            return new(command.Campaign, command.BuildId, sets, counts, drawing.Dropped);
        }
        catch (ArgumentException e)
        {
            return Failed(command, e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Failed(command, $"{e.Message} Check that DataMining may write the campaign's artifacts and that there is room, and run the campaign again.");
        }
    }

    private static PromptSetsBuilt Failed(BuildPromptSets command, string reason) => new(
        command.Campaign, command.BuildId, new Dictionary<string, ArtifactReference>(), new Dictionary<string, int>(),
        new Dictionary<string, int>(), $"no prompt sets built: {reason}");

    private static PromptRow[] Rows(string set, IReadOnlyList<ArithmeticProblem> problems) =>
        [.. problems.Select((problem, i) => problem.ToPromptRow(RowId(set, i)))];

    private static string RowId(string set, int index) =>
        string.Create(CultureInfo.InvariantCulture, $"{set.ToLowerInvariant()}-{index:D6}");

    /// <summary>Spreads the share evenly over the (shuffled) rows: row i is terse where its multiple passes a whole number.</summary>
    private static bool IsTerse(int index, double share) => Math.Floor((index + 1) * share) > Math.Floor(index * share);

    /// <summary>Whole numbers of rows in proportion to the weights, by largest remainders, ties to the earlier skill.</summary>
    private static List<(ArithmeticSkill Skill, int Count)> Quotas(IReadOnlyDictionary<string, double> weights, int total)
    {
        var skills = weights.Select(pair => (Skill: ArithmeticSkills.Parse(pair.Key), Weight: pair.Value))
            .OrderBy(skill => skill.Skill).ToArray();
        var sum = skills.Sum(skill => skill.Weight);
        var shares = skills.Select(skill => total * skill.Weight / sum).ToArray();
        var counts = shares.Select(share => (int)Math.Floor(share)).ToArray();
        foreach (var i in Enumerable.Range(0, skills.Length)
                     .OrderByDescending(i => shares[i] - counts[i]).ThenBy(i => i).Take(total - counts.Sum()))
            counts[i]++;
        return [.. skills.Select((skill, i) => (skill.Skill, counts[i]))];
    }

    private static void Check(ArithmeticPrompts prompts)
    {
        CheckWeights("skills", prompts.Skills);
        CheckWeights("initial_skills", prompts.InitialSkills);
        if (prompts.TerseShare is not (>= 0 and <= 1))
            throw new ArgumentException($"terse_share is {prompts.TerseShare}: give a share from 0 to 1");
        foreach (var (name, size) in new[]
                 {
                     ("initial", prompts.Initial), ("iterations", prompts.Iterations), ("parts.sft", prompts.Parts.Sft),
                     ("parts.dpo", prompts.Parts.Dpo), ("parts.ppo", prompts.Parts.Ppo),
                     ("validation", prompts.Validation), ("diverse", prompts.Diverse), ("hard", prompts.Hard),
                 })
            if (size < 0) throw new ArgumentException($"{name} is {size}: give 0 or more");
    }

    private static void CheckWeights(string key, IReadOnlyDictionary<string, double> weights)
    {
        foreach (var (skill, weight) in weights)
        {
            ArithmeticSkills.Parse(skill);
            if (!double.IsFinite(weight) || weight < 0)
                throw new ArgumentException($"{key}.{skill} is {weight}: give a weight of 0 or more");
        }
        if (!weights.Values.Any(weight => weight > 0))
            throw new ArgumentException($"{key} gives no skill a weight above 0");
    }

    /// <summary>Draws sets one after another and remembers every prompt.</summary>
    private sealed class Drawing(long seed)
    {
        private readonly Dictionary<string, string> setOfQuestion = new(StringComparer.Ordinal);

        public SortedDictionary<string, int> Dropped { get; } = new(StringComparer.Ordinal);

        /// <summary>Each skill's quota, even over its phrasings, in shuffled order.</summary>
        public List<ArithmeticProblem> Draw(
            string set, List<(ArithmeticSkill Skill, int Count)> quotas, PairSplit split)
        {
            var random = SplitMix64.Stream(seed, set);
            var problems = new List<ArithmeticProblem>();
            foreach (var (skill, count) in quotas)
                for (var i = 0; i < count; i++)
                    problems.Add(DrawNew(set, skill, split, random, i % ArithmeticProblems.PhrasingCount(skill)));
            random.Shuffle(problems);
            return problems;
        }

        /// <summary>Of each skill the hardest quarter of a draw; equally hard ones in the order drawn.</summary>
        public List<ArithmeticProblem> DrawHardest(string set, List<(ArithmeticSkill Skill, int Count)> quotas)
        {
            var wider = quotas.ConvertAll(quota => (quota.Skill, quota.Count * HardOversampling));
            var drawn = Draw(set, wider, PairSplit.Arena);
            return [.. quotas.SelectMany(quota => drawn.Where(problem => problem.Skill == quota.Skill)
                .OrderByDescending(problem => problem.Difficulty).Take(quota.Count))];
        }

        private ArithmeticProblem DrawNew(
            string set, ArithmeticSkill skill, PairSplit split, SplitMix64 random, int phrasing)
        {
            for (var duplicates = 0; duplicates < MaxDuplicatesInARow; duplicates++)
            {
                var problem = ArithmeticProblems.Draw(skill, split, random, phrasing);
                if (setOfQuestion.TryAdd(problem.Question, set)) return problem;
                var reason = setOfQuestion[problem.Question] == set ? "duplicate in its set" : "duplicate of another set";
                Dropped[reason] = Dropped.GetValueOrDefault(reason) + 1;
            }
            throw new ArgumentException(
                $"{set}: {MaxDuplicatesInARow} draws of {skill.Name()} in a row gave no new prompt: ask for fewer prompts");
        }
    }
}
