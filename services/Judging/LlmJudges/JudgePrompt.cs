using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Judging.Games;
using Fluid;

namespace ArenaLearning.Judging.LlmJudges;

/// <summary>What a judge is asked about a game: two Liquid templates, with a version.</summary>
public sealed class JudgePrompt
{
    private readonly IFluidTemplate system, user;

    /// <param name="version">Changes with every change of the templates.</param>
    /// <param name="source">Named in problems.</param>
    /// <exception cref="JudgeException">A template is no Liquid, or leaves out a text that a judge has to see.</exception>
    public JudgePrompt(string version, string system, string user, string source)
    {
        Version = version;
        this.system = Template(system, "system", source);
        this.user = Template(user, "user", source);
        RefuseWhatHidesTexts(source);
    }

    /// <summary>Part of what a reply is cached under.</summary>
    public string Version { get; }

    /// <summary>A system and a user turn. Texts go in unchanged, each inside the fence.</summary>
    /// <exception cref="JudgeException">The dialogue does not end with a turn of the user.</exception>
    public IReadOnlyList<ChatTurn> Render(Game game, bool useReference)
    {
        if (game.Messages.ToArray() is not [.. var dialogue, { Role: "user" } instruction])
            throw new JudgeException("the dialogue does not end with a turn of the user: give the prompt's messages a last one with role 'user'");

        var reference = useReference ? game.Reference : null;
        var fence = Fence.For([.. game.Messages.Select(turn => turn.Content), game.First, game.Second, .. reference is null ? [] : new[] { reference }]);
        // Texts are values and not templates: what looks like Liquid in them stays as it is.
        var values = new TemplateContext();
        values.SetValue("fence", fence.Mark);
        if (dialogue.Length > 0)
            values.SetValue("dialogue", string.Join('\n', dialogue.Select((turn, i) => fence.Enclose($"turn {i + 1}, {turn.Role}", turn.Content))));
        values.SetValue("instruction", fence.Enclose("instruction", instruction.Content));
        if (reference is not null) values.SetValue("reference", fence.Enclose("reference", reference));
        values.SetValue("answer_a", fence.Enclose("answer A", game.First));
        values.SetValue("answer_b", fence.Enclose("answer B", game.Second));
        return [new("system", system.Render(values)), ChatTurn.User(user.Render(values))];
    }

    private static IFluidTemplate Template(string text, string field, string source) =>
        new FluidParser().TryParse(text, out var template, out var error)
            ? template
            : throw new JudgeException($"{source}: '{field}' is no Liquid template: {error}");

    private void RefuseWhatHidesTexts(string source)
    {
        (string Name, string Text)[] texts =
            [("dialogue", "text 1"), ("instruction", "text 2"), ("reference", "text 3"), ("answer_a", "text 4"), ("answer_b", "text 5")];
        var rendered = string.Concat(Render(
            new("", [ChatTurn.Assistant(texts[0].Text), ChatTurn.User(texts[1].Text)], texts[2].Text, texts[3].Text, texts[4].Text),
            useReference: true).Select(turn => turn.Content));
        foreach (var (name, text) in texts)
            if (!rendered.Contains(text, StringComparison.Ordinal))
                throw new JudgeException($"{source}: the judge never sees the {name}: put {{{{ {name} }}}} into 'user'");
    }
}
