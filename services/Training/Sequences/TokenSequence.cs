namespace ArenaLearning.Training.Sequences;

/// <summary>A prompt and a response as token ids.</summary>
/// <param name="Ids">Prompt, response and, where the response ended, the end token.</param>
/// <param name="PromptLength">Tokens of the prompt, the generation prompt included.</param>
public sealed record TokenSequence(int[] Ids, int PromptLength)
{
    public int ResponseLength => Ids.Length - PromptLength;
}
