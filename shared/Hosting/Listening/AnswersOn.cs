namespace ArenaLearning.Hosting.Listening;

/// <summary>Metadata of an endpoint: the listeners that it answers on.</summary>
internal sealed record AnswersOn(IReadOnlyList<Listener> Listeners);
