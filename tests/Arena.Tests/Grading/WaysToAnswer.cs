using System.Globalization;
using System.Text.RegularExpressions;

namespace ArenaLearning.Arena.Tests.Grading;

/// <summary>The ways in which models write the answer to a problem of which they know the number.</summary>
internal static partial class WaysToAnswer
{
    /// <summary>Each makes a response of a solution's text and of the number that it comes to.</summary>
    public static IReadOnlyDictionary<string, Func<string, decimal, string>> All { get; } = new Dictionary<string, Func<string, decimal, string>>
    {
        ["marker"] = (work, n) => $"{work}\n#### {Plain(n)}",
        ["marker, commas, currency"] = (work, n) => $"{work}\n#### {Sign(n)}${Grouped(n, ",")}",
        ["marker, bold"] = (work, n) => $"{work}\n#### **{Grouped(n, ",", signed: true)}**",
        ["marker, minus apart"] = (work, n) => $"{work}\n#### {(n < 0 ? "- " : "")}{Plain(Math.Abs(n))} units",
        ["marker behind headings"] = (work, n) => $"#### 2 steps\n{work}\n#### 3. Then add up\nThe answer is {Plain(n)}.",
        ["phrase"] = (work, n) => $"{work}\nThe answer is {Plain(n)}.",
        ["phrase, thousands by spaces"] = (work, n) => $"{work} So the final answer is {Grouped(n, " ", signed: true)}.",
        ["phrase, no-break spaces"] = (work, n) => $"{work} The answer: {Grouped(n, "\u00a0", signed: true)} dollars. 3 are left.",
        ["phrase, narrow spaces"] = (work, n) => $"{work} Therefore, the answer is {Grouped(n, "\u202f", signed: true)}.",
        ["phrase, thin spaces, minus sign"] = (work, n) => $"{work} The answer is {(n < 0 ? "\u2212" : "")}{Grouped(n, "\u2009")}.",
        ["phrase, apostrophes"] = (work, n) => $"{work} The answer is {Grouped(n, "'", signed: true)}.",
        ["phrase, typographic apostrophes, en dash"] = (work, n) => $"{work} The answer is {(n < 0 ? "–" : "")}{Grouped(n, "’")}.",
        ["phrase, underscores"] = (work, n) => $"{work} The answer is {Grouped(n, "_", signed: true)}",
        ["phrase, lakhs and crores"] = (work, n) => $"{work} The answer is {Sign(n)}₹{Lakhs(n)}.",
        ["phrase, the sign in words"] = (work, n) => $"{work} The answer is {(n < 0 ? "negative " : "")}{Plain(Math.Abs(n))}.",
        ["phrase, minus in words"] = (work, n) => $"{work} The answer is {(n < 0 ? "minus " : "")}{Plain(Math.Abs(n))} degrees.",
        ["phrase, calculation"] = (work, n) => $"{work} The answer is {Plain(n - 7)} + 7 = {Plain(n)}.",
        ["phrase, power"] = (work, n) => $"{work} The answer is 2^10 {(n < 1024 ? "-" : "+")} {Plain(Math.Abs(n - 1024))} = {Plain(n)}.",
        ["phrase, bold with unit"] = (work, n) =>
            $"{work}\n\n**Final Answer: {Sign(n)}${Grouped(n, ",")} a day**\n\nLet me know if 2 of the 3 steps are unclear!",
        ["phrase, decimals"] = (work, n) => $"{work} The answer is: {Sign(n)}${Math.Abs(n).ToString("#,##0.00", CultureInfo.InvariantCulture)}.",
        ["phrase, display"] = (work, n) => $"{work} The answer is:\n\n$$\n{Plain(n)}\n$$\n\nNote that 3 of 4 remain.",
        ["phrase, brackets of display"] = (work, n) => $"{work} The final answer is\n\\[ {Tex(n, "{,}")} \\]\nin 5 steps.",
        ["heading"] = (work, n) => $"### Solution\n{work}\n\n### Answer\n\n**{Plain(n)}**\n\nNote that 3 of 4 remain.",
        ["heading, in line"] = (work, n) => $"{work}\n\n## Final Answer: {Plain(n)}\n\nCheck: 1 + 1 = 2.",
        ["bold line"] = (work, n) => $"{work}\n\n**{Grouped(n, ",", signed: true)}**\n\nThat leaves 3 of 4.",
        ["tag"] = (work, n) => $"<think>{work} Maybe 12?</think>\n<answer> {Plain(n)} </answer>",
        ["boxed"] = (work, n) => $"{work}\n\\boxed{{{Plain(n)}}}",
        ["boxed, thousands as TeX has them"] = (work, n) => $"{work}\n$$\\boxed{{{Tex(n, "\\,")}}}$$",
        ["boxed, blank in TeX"] = (work, n) => $"{work}\n\\[\\boxed{{{Tex(n, "\\ ")}}}\\] after 2 steps",
        ["boxed, nested, with unit"] = (work, n) => $"{work}\n\\(\\boxed{{\\textbf{{{Plain(n)}}}\\text{{ dollars}}}}\\). There were 3.",
        ["boxed, underlined, currency"] = (work, n) => $"{work}\nTotal: \\boxed{{\\underline{{{Sign(n)}\\${Tex(n, "{,}", signed: false)}}}}}",
        ["boxed, with a name"] = (work, n) => $"{work}\nSo $\\boxed{{x = {Plain(n)}}}$, as in step 2.",
        ["boxed without braces"] = (work, n) => $"{work}\nSo $\\boxed {Plain(n)}$, where 3 > 2.",
        ["the last of two boxes"] = (work, n) => $"First \\boxed{{12345}}. No: {work} \\boxed{{{Plain(n)}}}",
        ["last number"] = (work, n) => $"{work} In all it is {Grouped(n, ",", signed: true)}.",
        ["last number, currency"] = (work, n) => $"{work} She makes {Sign(n)}${Plain(Math.Abs(n))} a day",
        ["thinking before"] = (work, n) =>
            $"<think>\n{work}\nSo #### 12? Or \\boxed{{{Plain(n + 3)}}}, the answer is {Plain(n + 5)}.\n</think>\n\nIt is {Plain(n)}.",
        ["thinking before, of a template"] = (work, n) => $"{work} the answer is {Plain(n + 5)}, no.\n</think>\n\n**Answer:** {Plain(n)}",
    };

    private static string Plain(decimal n) => n.ToString("0.############", CultureInfo.InvariantCulture);

    private static string Sign(decimal n) => n < 0 ? "-" : "";

    private static string Grouped(decimal n, string mark, bool signed = false) =>
        (signed ? Sign(n) : "") + Math.Abs(n).ToString("#,##0.############", CultureInfo.InvariantCulture).Replace(",", mark, StringComparison.Ordinal);

    private static string Tex(decimal n, string mark, bool signed = true) => Grouped(n, mark, signed);

    /// <summary>Groups of two digits before the last of three.</summary>
    private static string Lakhs(decimal n) => LakhMark().Replace(Plain(Math.Abs(n)), ",");

    [GeneratedRegex(@"(?<=^\d+)(?=(?:\d{2})*\d{3}(?:\.|$))")]
    private static partial Regex LakhMark();
}
