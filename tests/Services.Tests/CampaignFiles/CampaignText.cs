using System.Runtime.CompilerServices;
using Xunit;

namespace ArenaLearning.Services.Tests.CampaignFiles;

/// <summary>A right campaign file, small, which each test breaks in its own way.</summary>
internal static class CampaignText
{
    public const string Right = """
        name: small
        seed: 5
        target:
          name: target
          tokenizer: models/tokenizer
          model: { hidden_size: 64, layers: 3, heads: 4, intermediate_size: 176, max_positions: 96 }
        competitors:
          - { name: adder, checkpoint: models/adder, temperature: 0.7 }
          - name: multiplier
            checkpoint: models/multiplier
            temperature: 0
        prompts:
          skills: { addition: 1, multiplication: 2 }
          terse_share: 0.5
          initial: 30
          initial_skills: { addition: 0.7, two_step: 0.3 }
          iterations: 2
          parts: { sft: 40, dpo: 20, ppo: 20 }
          validation: 8
          diverse: 4
          hard: 4
        battles:
          temperature: 1.0
          target_samples: { sft: 1, dpo: 4, ppo: 2 }
          max_tokens: 40
          judge: verifier
        mining:
          sft_gap: [3.0, 1.0]
          dpo_gap: [2.0, 2.0]
          reward_gap: [1.0, 1.0]
        arena: { anchor: adder, anchor_elo: 1100, bootstraps: 100 }
        gate:
          minimum_gain: 0.0
        training:
          sft_from: target
          dpo_control: false
          initial: &sft
            algorithm: sft
            replicas: 2
            save_every_steps: 100
            batch_size: 64
            steps: 600
            optimizer: { learning_rate: 4.0e-3, weight_decay: 0.05, beta1: 0.9, beta2: 0.98, max_gradient_norm: 1.0, warmup_ratio: 0.05, decay_ratio: 0.5 }
          sft: *sft
          dpo:
            algorithm: dpo
            device: cpu
            replicas: 2
            save_every_steps: 25
            batch_size: 64
            steps: 100
            optimizer: { learning_rate: 1.0e-4, weight_decay: 0.0, beta1: 0.9, beta2: 0.99, max_gradient_norm: 1.0, warmup_ratio: 0.1, decay_ratio: 0.5 }
            dpo: { beta: 0.3, nll_weight: 0.1, preference_weight: 1.0 }
          reward_model:
            algorithm: reward_model
            replicas: 2
            save_every_steps: 100
            batch_size: 64
            steps: 400
            optimizer: { learning_rate: 4.0e-3, weight_decay: 0.05, beta1: 0.9, beta2: 0.98, max_gradient_norm: 1.0, warmup_ratio: 0.05, decay_ratio: 0.5 }
            reward_model: { first_error_weight: 3.0, nll_weight: 0.5 }
          ppo:
            algorithm: ppo
            replicas: 2
            save_every_steps: 5
            batch_size: 256
            steps: 15
            optimizer: { learning_rate: 1.0e-4, weight_decay: 0.0, beta1: 0.9, beta2: 0.99, max_gradient_norm: 1.0, warmup_ratio: 0.2, decay_ratio: 0.5 }
            ppo: { epochs: 1, mini_batches: 4, critic_warmup_iterations: 5, temperature: 1.0, max_tokens: 40, kl_coefficient: 0.02, clip_range: 0.2,
        """ + """
         gamma: 1.0, lambda: 0.95, critic_learning_rate: 1.0e-3, value_coefficient: 1.0 }
        work:
          generation_chunk: 128
          judging_chunk: 200
          window: 4000
          retry_seconds: 30
          max_attempts: 3
        profiles:
          quick:
            prompts: { iterations: 1, diverse: 2 }
            training:
              initial: { steps: 7 }
        """;

    /// <summary>The right file with one passage replaced.</summary>
    public static string With(string passage, string replacement)
    {
        var at = Right.IndexOf(passage, StringComparison.Ordinal);
        Assert.True(at >= 0, $"no \"{passage}\" in the right campaign file");
        return string.Concat(Right.AsSpan(0, at), replacement, Right.AsSpan(at + passage.Length));
    }

    /// <summary>Line number, from 1, of the first line that holds a passage.</summary>
    public static int LineOf(string text, string passage) =>
        text[..text.IndexOf(passage, StringComparison.Ordinal)].Count(c => c == '\n') + 1;

    /// <summary>A path below the repository's root.</summary>
    public static string RepositoryPath(string relative, [CallerFilePath] string thisFile = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "../../..", relative));
}
