namespace ArenaLearning.Judging.Games;

/// <summary>Scores the two responses of one game. One instance serves one chunk of battles, and several games at once.</summary>
public interface IJudge
{
    /// <summary>By which messages call the judge.</summary>
    string Name { get; }

    /// <exception cref="JudgeException">This game cannot be judged; the others of the chunk still can.</exception>
    ValueTask<GameVerdict> JudgeAsync(Game game, CancellationToken cancellationToken);
}
