namespace ArenaLearning.Arena.Commands;

/// <summary>What <c>arena</c> returns to the shell.</summary>
public static class ExitCodes
{
    /// <summary>Done; a campaign completed.</summary>
    public const int Done = 0;
    /// <summary>It was begun and failed.</summary>
    public const int Failed = 1;
    /// <summary>Refused before any work: wrong usage, a wrong file, a wrong folder.</summary>
    public const int Refused = 2;
    /// <summary>Stopped by Ctrl+C: 128 + SIGINT, as shells have it.</summary>
    public const int Interrupted = 130;
}
