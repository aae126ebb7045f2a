using ArenaLearning.DataMining.Cleaning;
using Xunit;

namespace ArenaLearning.Services.Tests.DataMining.Cleaning;

public class EnglishDetectorTests
{
    public static TheoryData<string> Others =>
    [
        "Quelle est la capitale de la France ?", "Écris un poème sur l'automne.", "Wie funktioniert ein Verbrennungsmotor?",
        "Schreibe mir eine E-Mail an meinen Chef.", "¿Cómo puedo aprender a programar?", "Escribe un cuento corto sobre un gato.",
        "Qual é a capital do Brasil?", "Explique a teoria da relatividade.", "Come si prepara la carbonara?", "Scrivi una poesia sul mare.",
        "Hoe maak ik een goede website?", "Schrijf een kort verhaal over een hond.", "Jak działa silnik elektryczny?", "Napisz wiersz o jesieni.",
        "Türkiye'nin başkenti neresidir?", "Bana bir hikaye yaz.", "Thủ đô của Việt Nam là gì?", "Viết một bài thơ về mùa thu.",
        "Apa ibu kota Indonesia?", "Tuliskan cerita pendek tentang kucing.", "Hur fungerar en elmotor?", "Skriv en dikt om hösten.",
        "Hvad er hovedstaden i Danmark?", "Mikä on Suomen pääkaupunki?", "Jaké je hlavní město České republiky?", "Care este capitala României?",
        "Mi Magyarország fővárosa?", "Ano ang kabisera ng Pilipinas?", "Какая столица России?", "日本の首都はどこですか", "中国的首都是哪里？",
        "대한민국의 수도는 어디인가요?", "ما هي عاصمة مصر؟", "Ποια είναι η πρωτεύουσα της Ελλάδας;", "भारत की राजधानी क्या है?", "מהי בירת ישראל?",
    ];

    [Theory]
    [MemberData(nameof(Others))]
    public void Short_questions_in_other_languages_are_told(string text) => Assert.NotNull(EnglishDetector.OtherLanguage(text));

    [Theory]
    [InlineData("What is Gremolata?", true)]
    [InlineData("Where is Indonesia?", true)]
    [InlineData("Translate 'Guten Morgen' to French for me", true)]
    [InlineData("def add(a, b):\n    return a + b", true)]
    [InlineData("12 * 7 = ?", true)]
    [InlineData("Explain what 素晴らしい means in English", true)]
    [InlineData("def add(a, b): return a + b  # what does this give for add(2, 3)?", true)]
    [InlineData("SELECT title FROM books WHERE year = 1999; explain this query", true)]
    [InlineData("Fix: while(i<10){ console.log(i); i++ }", true)]
    [InlineData("Fix: `let x = uneFonction(le_nom, la_valeur)`", true)]
    [InlineData("```python\nfor nombre in lista: print(nombre)\n```\nWhy does it print nothing?", true)]
    [InlineData("Solve x^2 - 7x + 12 = 0 and list both roots.", true)]
    [InlineData("$\\int_0^2 x^3 dx$ = ?", true)]
    [InlineData("α + β = γ, α = 2, β = 3; γ?", true)]
    [InlineData("H2SO4 + NaOH -> ?", true)]
    [InlineData("https://example.org/le-monde-est-beau summarise", true)]
    [InlineData("What does the word Weltschmerz mean in English?", true)]
    [InlineData("Translate to Spanish: I would like a glass of water", true)]
    [InlineData("Weltschmerz?", true)]
    [InlineData("Schadenfreude definition", true)]
    [InlineData("lol idk y my dog wont eat his food", true)]
    [InlineData("GIMME CODE 4 TETRIS GAME PLZ", true)]
    [InlineData("Write a limerick about Curaçao", true)]
    [InlineData("Übersetze `print(x)` und erkläre, was der Code macht", false)]
    [InlineData("Explique este código: for(i=0;i<10;i++){printf(i)}", false)]
    public void English_about_foreign_things_code_and_formulas_stays(string text, bool english) =>
        Assert.Equal(english, EnglishDetector.OtherLanguage(text) is null);

    [Fact]
    public void Of_real_English_prompts_less_than_one_in_a_thousand_is_lost()
    {
        string[] prompts = [.. RealData.Texts("alpaca-eval/prompts.jsonl.gz", "prompt"), .. RealData.Texts("gsm8k/train.jsonl.gz", "question")];

        var lost = prompts.Where(prompt => EnglishDetector.OtherLanguage(prompt) is not null).ToArray();

        Assert.True(lost.Length < prompts.Length / 1000, string.Join('\n', lost));
    }
}
