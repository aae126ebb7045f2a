using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Formats;

namespace ArenaLearning.Ratings.Tests;

public class ResponseStyleTests
{
    [Fact]
    public void Headers_lists_and_bold_are_counted()
    {
        var style = ResponseStyles.Of("""
            # Title
            ### Part
            Some **bold** and __also bold__ text.
            1. one
            2. two
              - nested
            * star
            + plus
            """);

        Assert.Equal((2, 5, 2), (style.HeaderCount, style.ListCount, style.BoldCount));
    }

    [Theory]
    [InlineData("")]
    [InlineData("#hashtag and ####### seven")]
    [InlineData("1.5 is no item, -5 neither")]
    [InlineData("2 * 3 * 4 and ** open")]
    [InlineData("a **b\nc** d")]
    public void What_only_looks_like_markdown_is_not(string text)
    {
        var style = ResponseStyles.Of(text);

        Assert.Equal((0, 0, 0), (style.HeaderCount, style.ListCount, style.BoldCount));
    }

    [Fact]
    public void Code_counts_as_length_and_not_as_markdown()
    {
        var style = ResponseStyles.Of("Do:\n```\n# comment\n- x\n**y**\n```\n# Header");

        Assert.Equal((1, 0, 0), (style.HeaderCount, style.ListCount, style.BoldCount));
        Assert.True(style.TokenLen > 12);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("Hello, world!", 4)]
    [InlineData("don't", 3)]
    [InlineData("x_1 = 2", 3)]
    [InlineData("das Öl — 油", 4)]
    [InlineData("well 👍🏽!", 4)]
    public void Length_is_words_and_marks(string text, int length) => Assert.Equal(length, ResponseStyles.Of(text).TokenLen);
}
