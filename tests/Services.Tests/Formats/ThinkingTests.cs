using ArenaLearning.Contracts.Formats.Answers;
using Xunit;

namespace ArenaLearning.Services.Tests.Formats;

public class ThinkingTests
{
    public static TheoryData<string> Families() => new(
        "<think>\nhm\n</think>\n\nBlue.", "<Thinking>hm</Thinking>Blue.", "<thought>hm</thought>\nBlue.", "<thoughts>hm</thoughts>\nBlue.",
        "<reasoning>hm</reasoning> Blue.", "<ant_thinking>hm</ant_thinking>Blue.", "<seed:think>hm</seed:think>Blue.",
        "<longcat_think>hm</longcat_think>Blue.", "<think_fast>hm</think_fast>Blue.", "[THINK]hm[/THINK]Blue.", "◁think▷hm◁/think▷Blue.",
        "<|thinking|>hm<|/thinking|>Blue.", "<|START_THINKING|>hm<|END_THINKING|><|START_RESPONSE|>Blue.<|END_RESPONSE|>",
        "<|begin_of_thought|>\nhm\n<|end_of_thought|>\n<|begin_of_solution|>\nBlue.\n<|end_of_solution|>",
        "<|inner_prefix|>hm<|inner_suffix|>Blue.", "<unused94>thought\nhm<unused95>Blue.", "[unused16]hm[unused17]Blue.",
        "<|channel>thought\nhm<channel|>Blue.", "<|think|>hm<|end|><|begin|>assistant<|content|>Blue.",
        "<|channel|>analysis<|message|>hm<|end|><|start|>assistant<|channel|>final<|message|>Blue.<|return|>",
        "<|start|>assistant<|channel|>analysis<|message|>hm<|end|><|start|>assistant<|channel|>final <|constrain|>json<|message|>Blue.",
        "Here is my thought process: hm Here is my response: Blue.", "Here are my reasoning steps:\nhm\n[BEGIN FINAL RESPONSE]\nBlue.\n[END FINAL RESPONSE]",
        "<think>hm</think><answer>Blue.</answer>", "<think>hm</thinking>Blue.", "hm\n</think>\n\nBlue.", "hm[/THINK]Blue.", "hm◁/think▷Blue.",
        "hm</seed:think>Blue.", "Blue.\n<think>hm</think>");

    [Theory]
    [MemberData(nameof(Families))]
    public void Thinking_is_told_from_the_answer_in_the_marks_of_every_family(string text) =>
        Assert.Equal(new("Blue.", "hm", false), Thinking.Split(text));

    [Theory]
    [InlineData("<think>\nThe answer is 18, but wait")]
    [InlineData("<think>one</think>\nSo:\n<think>The answer is 18, but")]
    [InlineData("[THINK]The answer is 18")]
    [InlineData("◁think▷The answer is 18")]
    [InlineData("<seed:think>The answer is 18")]
    [InlineData("<|START_THINKING|>The answer is 18")]
    [InlineData("<|channel|>analysis<|message|>The answer is 18")]
    [InlineData("analysisThe user asks. The answer is 18")]
    [InlineData("<|im_start|>assistant\n<think>The answer is 18")]
    [InlineData("<think>\n```python\nprint(18)")]
    public void Thinking_without_an_end_is_unfinished(string text) => Assert.True(Thinking.Split(text).Unfinished);

    [Theory]
    [InlineData("Blue.")]
    [InlineData("  Blue.\n")]
    [InlineData("Models write <think> and </think> around their thoughts.")]
    [InlineData("Write `<think>` first.\nThen close it with `</think>`.")]
    [InlineData("The mark \"</think>\" ends it.")]
    [InlineData("So:\n```xml\n<think>\nhm\n</think>\n```\nThat is all.")]
    [InlineData("Use the tag\nlike this: <think>")]
    [InlineData("analysis of the sky: it is blue")]
    [InlineData("Here is my thought process: first, the sky is blue.")]
    [InlineData("a < b and [THINKING] of x[0]")]
    public void A_text_without_thinking_stays_as_it_is(string text) => Assert.Equal(new(text, null, false), Thinking.Split(text));

    [Theory]
    [InlineData("<think>\n\n</think>\n\nBlue.", "Blue.", null)]
    [InlineData("</think>\nBlue.", "Blue.", null)]
    [InlineData("<think>hm", "", "hm")]
    [InlineData("<think>hm</think>", "", "hm")]
    [InlineData("<think>one</think>\nBlue.\n<think>two</think>\nAnd red.", "Blue.\n\nAnd red.", "one\n\ntwo")]
    [InlineData("<think>I close it with `</think>` then.</think>Blue.", "Blue.", "I close it with `</think>` then.")]
    [InlineData("<think>one<think>two</think>three</think>Blue.", "Blue.", "one<think>two\n\nthree")]
    [InlineData("<think>```python\nx = 1\n</think>\n\n```python\nx = 2\n```", "```python\nx = 2\n```", "```python\nx = 1")]
    [InlineData("```python\nx = 1\n</think>\n\n```python\nx = 2\n```", "```python\nx = 2\n```", "```python\nx = 1")]
    [InlineData("#### 18 <think>\nor #### 16?\n</think>", "#### 18", "or #### 16?")]
    [InlineData("analysisThe user asks.assistantfinalBlue.", "Blue.", "The user asks.")]
    public void What_is_left_is_the_answer(string text, string answer, string? thoughts)
    {
        var split = Thinking.Split(text);

        Assert.Equal((answer, thoughts), (split.Answer, split.Thoughts));
    }
}
