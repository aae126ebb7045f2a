using System.Globalization;
using System.Text;
using Lingua;
using static Lingua.Language;

namespace ArenaLearning.DataMining.Cleaning;

/// <summary>
/// Tells English instructions from others. Text in another script than the Latin one, or with many of English's own
/// small words, needs no more than a look; what is left, Lingua's n-gram models decide among languages that share the
/// script. Only prose counts: code, formulas, addresses and what is quoted say nothing of the language that asks about them. An instruction is
/// not English where another language is the likelier one and English is quite unlikely: short questions about foreign names stay.
/// </summary>
public static class EnglishDetector
{
    /// <summary>Below this probability of English, and with another language above it, a text is not English.</summary>
    private const double LeastEnglish = 0.1;

    /// <summary>Another language must be this many times as likely as English: where all are unlikely, nothing is known.</summary>
    private const double ClearlyLikelier = 2;

    /// <summary>So many of the words being English small words settles it.</summary>
    private const double SmallWordShare = 0.25;

    /// <summary>Fewer words than this, such as a foreign word or a command, tell nothing.</summary>
    private const int FewestWords = 3;

    /// <summary>A language shows in fewer characters than this; the models' time grows with the length.</summary>
    private const int CharactersRead = 1000;

    /// <summary>Frequent, and no frequent word of another language among those told apart.</summary>
    private static readonly HashSet<string> SmallWords = new(StringComparer.OrdinalIgnoreCase)
    {
        "the", "of", "and", "to", "is", "are", "with", "for", "that", "this", "it", "what", "how", "which", "from", "between",
        "you", "your", "my", "his", "her", "they", "their", "there", "does", "did", "each", "many", "much", "than", "would", "about",
        // Of chats.
        "gimme", "wanna", "gonna", "plz", "pls", "thx", "idk", "lmao", "roflmao",
    };

    // Loading takes seconds and 0.8 GB; most pools have a few rows that need it.
    private static readonly Lazy<LanguageDetector> Detector = new(() => LanguageDetectorBuilder.FromLanguages(
        English, Czech, Danish, Dutch, Finnish, French, German, Hungarian, Indonesian, Italian, Polish, Portuguese, Romanian,
        Spanish, Swedish, Tagalog, Turkish, Vietnamese).Build());

    /// <returns>Null for English, or where there are too few words to tell by; else the language or script.</returns>
    public static string? OtherLanguage(string text)
    {
        var (latin, others, script) = Letters(text);
        if (latin + others == 0) return null;
        if (others > latin) return script;
        var words = ProseWords.Of(text);
        if (words.Count < FewestWords) return null;
        if (words.Count(SmallWords.Contains) >= SmallWordShare * words.Count) return null;
        var prose = string.Join(' ', words);
        var probabilities = Detector.Value.ComputeLanguageConfidenceValues(prose.Length > CharactersRead ? prose[..CharactersRead] : prose);
        if (probabilities.Count == 0) return null;
        var likeliest = probabilities.MaxBy(entry => entry.Value);
        var english = probabilities.GetValueOrDefault(English);
        return likeliest.Key != English && english < LeastEnglish && likeliest.Value >= ClearlyLikelier * english ? likeliest.Key.ToString() : null;
    }

    /// <summary>Letters of the Latin script and of others, where a lone letter, such as a formula's Greek one, is no word.</summary>
    private static (int Latin, int Others, string Script) Letters(string text)
    {
        int latin = 0, others = 0, run = 0;
        var (runStart, first) = (default(Rune), default(Rune));
        foreach (var rune in text.EnumerateRunes())
        {
            var isOther = Rune.IsLetter(rune) && !IsLatin(rune);
            if (isOther && run++ == 0) runStart = rune;
            if (isOther && run == 2)
            {
                if (others == 0) first = runStart;
                others++;
            }
            if (isOther && run >= 2) others++;
            if (!isOther && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark)) run = 0;
            if (Rune.IsLetter(rune) && !isOther) latin++;
        }
        return (latin, others, others == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"script of U+{first.Value:X4}"));
    }

    private static bool IsLatin(Rune letter) => letter.Value < 0x250 || letter.Value is >= 0x1E00 and < 0x1F00;
}
