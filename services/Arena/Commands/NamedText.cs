using ArenaLearning.Contracts.Files;
using ArenaLearning.Flywheel.Yaml;

namespace ArenaLearning.Arena.Commands;

/// <summary>The text of a file that a person names on the command line, such as a recipe.</summary>
internal static class NamedText
{
    /// <exception cref="FileRefusedException">It cannot be read, or is no text.</exception>
    public static async Task<string> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await DataFile.ReadTextAsync(path, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new FileRefusedException(Origin.OfOption(path), "", $"cannot be read: {e.Message}");
        }
    }
}
