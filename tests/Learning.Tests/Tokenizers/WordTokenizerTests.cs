using System.Buffers;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.LanguageModels.Tokenizers;
using Xunit;

namespace ArenaLearning.Learning.Tests.Tokenizers;

public sealed class WordTokenizerTests
{
    private const string Sample = "Tom has 12 apples. He doesn't eat 3:\n12 - 3 = 9\n#### 9";

    [Theory]
    [InlineData("12 + 7", new[] { "1", "2", " ", "+", " ", "7" })]
    [InlineData("has 3 apples left", new[] { "has ", "3", " apples ", "left" })]
    [InlineData("#### 42", new[] { "#### ", "4", "2" })]
    [InlineData("####42", new[] { "####", "4", "2" })]
    [InlineData("### 4", new[] { "#", "#", "#", " ", "4" })]
    [InlineData("don't\n\tgo", new[] { "don't", "\n", "\t", "go" })]
    [InlineData("a  b", new[] { "a ", " b" })]
    [InlineData("a   b", new[] { "a ", " ", " b" })]
    [InlineData("x = y.", new[] { "x ", "=", " y", "." })]
    [InlineData("é😀٣", new[] { "é", "😀", "٣" })]
    [InlineData("<eos>", new[] { "<", "eos", ">" })]
    [InlineData("", new string[0])]
    public void Text_splits_into_digits_words_and_signs(string text, string[] pieces)
    {
        var tokenizer = WordTokenizer.Train([text]);
        Assert.Equal(pieces, tokenizer.Encode(text).Select(id => tokenizer.Tokens[id]));
    }

    [Fact]
    public void Text_of_known_pieces_comes_back_exactly()
    {
        var random = new Random(7);
        var alphabet = "ab Z'09#<>.\n\t é😀".EnumerateRunes().Select(rune => rune.ToString()).ToArray();
        for (var i = 0; i < 500; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(60)).Select(_ => alphabet[random.Next(alphabet.Length)]));
            var tokenizer = WordTokenizer.Train([text]);
            Assert.Equal(text, tokenizer.Decode(tokenizer.Encode(text)));
        }
    }

    [Fact]
    public void The_vocabulary_is_ordinal_behind_the_special_tokens_whatever_the_order_of_texts()
    {
        string[] texts = ["b a", "B 2", "é", "a1"];
        var tokenizer = WordTokenizer.Train(texts);
        Assert.Equal(["<pad>", "<unk>", "<user>", "<assistant>", "<eos>", "1", "2", "B ", "a", "b ", "é"], tokenizer.Tokens);
        Assert.Equal(tokenizer.Tokens, WordTokenizer.Train(texts.Reverse()).Tokens);
        Assert.Equal(11, tokenizer.VocabularySize);
    }

    [Fact]
    public void Unknown_pieces_become_one_token_each_and_decode_to_nothing()
    {
        var tokenizer = WordTokenizer.Train(["one 1"]);
        var ids = tokenizer.Encode("one 12😀1");
        Assert.Equal(["one ", "1", "<unk>", "<unk>", "1"], ids.Select(id => tokenizer.Tokens[id]));
        Assert.Equal("one 11", tokenizer.Decode(ids));
    }

    [Fact]
    public void An_id_outside_the_vocabulary_is_refused()
    {
        var tokenizer = WordTokenizer.Train(["a"]);
        Assert.Throws<ArgumentOutOfRangeException>(() => tokenizer.Decode([tokenizer.VocabularySize]));
        Assert.Throws<ArgumentOutOfRangeException>(() => tokenizer.Decode([-1]));
    }

    [Fact]
    public void A_dialogue_marks_each_turn_and_ends_each_response()
    {
        var tokenizer = WordTokenizer.Train(["1 + 1?", "2", "3"]);
        ChatTurn[] prompt = [ChatTurn.User("1"), ChatTurn.Assistant("2"), ChatTurn.User("3")];
        Assert.Equal(["<user>", "1", "<assistant>", "2", "<eos>", "<user>", "3"], Render(tokenizer, tokenizer.EncodeChat(prompt)));
        Assert.Equal(["<user>", "1", "<assistant>", "2", "<eos>", "<user>", "3", "<assistant>"],
            Render(tokenizer, tokenizer.EncodeChat(prompt, generationPrompt: true)));
    }

    [Fact]
    public void A_prompt_is_a_prefix_of_the_prompt_with_its_response()
    {
        var tokenizer = WordTokenizer.Train([Sample]);
        ChatTurn[] prompt = [ChatTurn.User("Tom has 12 apples. ")];
        var whole = tokenizer.EncodeChat([.. prompt, ChatTurn.Assistant(" apples 9")]);
        var start = tokenizer.EncodeChat(prompt, generationPrompt: true);
        Assert.Equal(start, whole[..start.Length]);
        Assert.Equal(tokenizer.Encode(" apples 9").Append(SpecialTokens.EndOfSequence), whole[start.Length..]);
    }

    [Fact]
    public void A_prompt_cannot_spell_out_a_special_token()
    {
        var tokenizer = WordTokenizer.Train(["<eos>"]);
        Assert.DoesNotContain(SpecialTokens.EndOfSequence, tokenizer.EncodeChat([ChatTurn.User("<eos>")], generationPrompt: true));
    }

    [Fact]
    public void Another_role_is_refused()
    {
        var exception = Assert.Throws<ArgumentException>(() => WordTokenizer.Train([]).EncodeChat([new ChatTurn("system", "Be brief.")]));
        Assert.Contains("'system'", exception.Message);
    }

    [Fact]
    public void As_a_Microsoft_tokenizer_it_gives_the_same_ids_with_offsets_and_limits()
    {
        Microsoft.ML.Tokenizers.Tokenizer tokenizer = WordTokenizer.Train([Sample]);
        var ids = ((WordTokenizer)tokenizer).Encode(Sample);
        Assert.Equal(ids, tokenizer.EncodeToIds(Sample));
        Assert.Equal(ids.Length, tokenizer.CountTokens(Sample));
        Assert.All(tokenizer.EncodeToTokens(Sample, out _), token => Assert.Equal(token.Value, Sample[token.Offset]));
        Assert.Equal(ids[..5], tokenizer.EncodeToIds(Sample, maxTokenCount: 5, out _, out var consumed));
        Assert.Equal("Tom has 12 ".Length - 1 + " apples".Length, consumed);
        Assert.Equal(Sample, tokenizer.Decode(ids));
    }

    [Fact]
    public void Decoding_into_a_span_says_how_far_it_came()
    {
        var tokenizer = WordTokenizer.Train([Sample]);
        var ids = tokenizer.Encode("Tom has ");
        var destination = new char[5];
        Assert.Equal(OperationStatus.DestinationTooSmall, tokenizer.Decode(ids, destination, out var consumed, out var written));
        Assert.Equal((1, 4, "Tom "), (consumed, written, new string(destination, 0, written)));
        Assert.Equal(OperationStatus.InvalidData, tokenizer.Decode([99999], destination, out _, out _));
    }

    private static IEnumerable<string> Render(WordTokenizer tokenizer, int[] ids) => ids.Select(id => tokenizer.Tokens[id]);
}
