namespace ArenaLearning.Arena.TestSets;

/// <summary>What a settings file may set, with its default. The figures are the paper's where it gives them.</summary>
internal static class TestSetDefaults
{
    /// <summary>May also be set: <c>cleaning.decontamination.cutoff</c> (cosine, -1 to 1) and <c>splits.initial</c> (prompts in D0).</summary>
    public const string Yaml = """
        seed: 1
        cleaning:
          rules: default                # path of a list of words, phrases and regular expressions
          minimum_length: 10            # 0 keeps all
          minimum_unit: characters      # or words
          prefix_length: 10             # 0 keeps all
          prefix_unit: words            # or characters
          near_duplicates:
            enabled: true
            threshold: 0.7              # Jaccard similarity of the sets of shingles
            shingle_words: 5
            permutations: 128
            recall: 0.99                # of pairs at the threshold
          decontamination:
            nearest: 5                  # for each item of a benchmark; 0 keeps all
          english_only: true
        embeddings:
          kind: hashed                  # a fallback without a model; or openai, onnx
          url: none                     # openai: up to and with /v1
          model: none                   # openai: name; onnx: path
          key_variable: none            # openai: environment variable that holds the key
          vocabulary: none              # onnx: path of vocab.txt [default: beside the model]
          pooling: mean                 # onnx: or cls
          lower_case: true              # onnx: whether the model is uncased
          concurrency: 4                # batches under way at once
        test_sets:
          clusters: 500
          per_cluster: 2                # Diverse: 500 x 2
          rated_per_cluster: 20
          hard: 1000                    # of 500 x 20 rated
        difficulty:
          battles: none                 # path of battles with scores; or a model:
          url: none
          model: none
          key_variable: none
          concurrency: 8
        splits:
          parts: 9                      # D1 to D9; D0 has a tenth
        """;
}
