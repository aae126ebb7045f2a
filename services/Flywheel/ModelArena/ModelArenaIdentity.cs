using ArenaLearning.Flywheel.Files;

namespace ArenaLearning.Flywheel.ModelArena;

/// <summary>
/// The keys of a model arena's file that bear on its results. Not among them, and so free to change at any time: endpoints and where
/// they are, prices, families, budgets, where files lie (their contents are compared by their hashes), the ranking that is compared
/// with, and of <c>work</c> all but the sizes of chunks, which answers and records are kept by.
/// </summary>
internal static class ModelArenaIdentity
{
    public const string Kind = "model_arena";

    public static IdentityKeys Of(ModelArenaSpec spec)
    {
        var keys = new IdentityKeys(Kind);
        keys.Add("name", spec.Name);
        keys.Add("seed", spec.Seed);
        keys.Add("device", spec.Device, Devices.Auto);
        foreach (var (i, contestant) in spec.Contestants.Index()) contestant.Identify(keys.Under($"contestants.{i}"));
        keys.Add("prompts.limit", spec.Prompts.Limit, null);
        keys.Add("battles.max_tokens", spec.Battles.MaxTokens, ModelArenaFileReader.DefaultBattles.MaxTokens);
        keys.Add("battles.against", spec.Battles.Against, null);
        spec.Judge.Identify(keys.Under("judge"));
        spec.CompareWith?.Identify(keys.Under("compare_with"));
        Identify(spec.Arena, ModelArenaFileReader.DefaultArena, keys.Under("arena"));
        if (spec.Mining is { } mining) Identify(mining, keys.Under("mining"));
        keys.Add("work.generation_chunk", spec.Work.GenerationChunk, ModelArenaFileReader.DefaultChunk);
        keys.Add("work.judging_chunk", spec.Work.JudgingChunk, ModelArenaFileReader.DefaultChunk);
        return keys;
    }

    private static void Identify(LeaderboardSpec arena, LeaderboardSpec fallback, IdentityKeys keys)
    {
        keys.Add("anchor", arena.Anchor, fallback.Anchor);
        keys.Add("anchor_elo", arena.AnchorElo, fallback.AnchorElo);
        keys.Add("bootstraps", arena.Bootstraps, fallback.Bootstraps);
        keys.Add("interval", arena.Interval, fallback.Interval);
        keys.Add("soft", arena.Soft, fallback.Soft);
        keys.Add("style_control", arena.StyleControl, fallback.StyleControl);
        keys.Add("style_features", arena.StyleFeatures, fallback.StyleFeatures);
    }

    private static void Identify(PairMiningSpec mining, IdentityKeys keys)
    {
        keys.Add("target", mining.Target);
        keys.Add("sft_gap", mining.SftGap, null);
        keys.Add("dpo_gap", mining.DpoGap, null);
    }
}
