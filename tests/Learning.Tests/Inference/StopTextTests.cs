using ArenaLearning.Inference.Decoding;
using Xunit;

namespace ArenaLearning.Learning.Tests.Inference;

public class StopTextTests
{
    [Theory]
    [InlineData("ab|cd", "ab|cd|", false)]
    [InlineData("a#|##b", "a||", true, "##")]
    [InlineData("a|#|#|b", "a||||", true, "##")]
    [InlineData("a|#|b|#", "a||#b||#", false, "##")]
    [InlineData("abab|abc", "ab|ab|", true, "abc")]
    [InlineData("xaba|bc", "xab||", true, "abc")]
    [InlineData("one| two", "on||", true, "two", " two", "e two")]
    public void Text_comes_out_as_soon_as_it_cannot_be_part_of_a_stop_sequence(string pieces, string expected, bool found, params string[] stops)
    {
        var stop = new StopText(stops);
        string[] texts = [.. pieces.Split('|').Select(stop.Add)];
        Assert.Equal(expected, string.Join('|', texts.Append(stop.Found ? "" : stop.End())));
        Assert.Equal(found, stop.Found);
    }
}
