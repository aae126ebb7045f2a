using System.Globalization;
using ArenaLearning.Ratings.Agreement;

namespace ArenaLearning.Ratings.Tests;

/// <summary>
/// The Elo table of Arena Learning (arXiv 2407.10627): the 22 models that it rates in Chatbot Arena (English, June 2024)
/// and in WizardArena. Elo, and how far its 95% interval reaches up and down.
/// </summary>
internal static class PaperTable
{
    private const string Rows = """
        model | chatbot_arena | diverse | hard | mix
        Claude 3.5 Sonnet         | 1246+4-7   | 1389+5-6 | 1378+6-6 | 1384+6-4
        Gemini 1.5 Pro            | 1235+5-4   | 1383+6-5 | 1373+5-5 | 1377+5-5
        GPT-4-1106-Preview        | 1232+3-4   | 1369+3-5 | 1376+6-4 | 1374+4-3
        Llama-3-70B-Instruct      | 1227+3-3   | 1366+5-5 | 1354+6-5 | 1357+6-4
        Command R+                | 1163+4-4   | 1351+9-6 | 1327+8-6 | 1337+6-4
        Claude 3 Haiku            | 1158+4-3   | 1340+4-5 | 1345+5-5 | 1342+4-6
        Qwen1.5-72B-Chat          | 1135+3-4   | 1332+9-7 | 1312+7-5 | 1321+6-5
        Qwen1.5-32B-Chat          | 1109+4-5   | 1298+7-8 | 1276+5-8 | 1283+6-4
        Starling-LM-7B-Beta       | 1108+5-5   | 1275+6-4 | 1270+6-5 | 1272+4-6
        WizardLM-70B-v1.0         | 1098+7-6   | 1184+6-6 | 1163+6-5 | 1169+5-5
        Llama-2-70B-Chat          | 1097+5-4   | 1100+0-0 | 1100+0-0 | 1100+0-0
        Tulu-2-DPO-70B            | 1091+8-10  | 1147+8-6 | 1181+5-6 | 1157+4-6
        Vicuna-33B                | 1086+6-5   | 1113+5-7 | 1076+7-5 | 1091+4-5
        Nous-Hermes-2-Mixtral-DPO | 1078+9-8   | 1107+8-6 | 1121+7-7 | 1114+5-4
        OpenChat-3.5              | 1065+9-10  | 1042+7-5 | 1050+8-5 | 1045+5-5
        DeepSeek-LLM-67B-Chat     | 1065+12-10 | 991+7-7  | 1008+5-7 | 1000+7-5
        Llama-2-13B-Chat          | 1061+5-6   | 1052+5-6 | 1041+7-7 | 1042+5-4
        GPT-3.5-Turbo-1106        | 1052+5-5   | 955+6-7  | 1004+6-7 | 981+5-5
        Zephyr-7b-alpha           | 1040+17-13 | 905+7-6  | 967+6-8  | 939+4-5
        Vicuna-13B                | 1029+6-5   | 934+6-7  | 923+8-5  | 927+5-5
        Qwen-14B-Chat             | 1017+9-10  | 916+5-7  | 932+6-8  | 924+4-6
        Mistral-7B-Instruct-v0.1  | 1009+7-7   | 883+6-7  | 904+6-9  | 894+4-5
        """;

    /// <param name="column"><c>chatbot_arena</c>, <c>diverse</c>, <c>hard</c> or <c>mix</c>.</param>
    public static IReadOnlyList<RatedContestant> Column(string column)
    {
        var lines = Rows.Split('\n').Select(line => line.Split('|', StringSplitOptions.TrimEntries)).ToArray();
        var index = Array.IndexOf(lines[0], column);
        return [.. lines[1..].Select(cells => Parse(cells[0], cells[index]))];
    }

    /// <summary>
    /// The paper computes its figures on 23 models but does not print the row of GPT-4o, which leads both arenas. Any row
    /// that lies above the others without overlap gives the same figures.
    /// </summary>
    public static IReadOnlyList<RatedContestant> WithLeader(this IReadOnlyList<RatedContestant> column) =>
        [new("GPT-4o", 2000, 1995, 2005), .. column];

    private static RatedContestant Parse(string contestant, string cell)
    {
        var numbers = cell.Split('+', '-').Select(text => double.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        return new(contestant, numbers[0], numbers[0] - numbers[2], numbers[0] + numbers[1]);
    }
}
