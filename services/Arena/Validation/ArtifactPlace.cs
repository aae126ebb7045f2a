using ArenaLearning.Artifacts.Settings;
using Microsoft.Extensions.Configuration;

namespace ArenaLearning.Arena.Validation;

/// <summary>Where the artifacts of a campaign go.</summary>
internal static class ArtifactPlace
{
    /// <param name="broker">With all services in this process, null, they lie in the output folder whatever the environment says.</param>
    /// <exception cref="CommandRefusedException">The environment names a place in a way that cannot be read.</exception>
    public static ArtifactSettings Of(Uri? broker)
    {
        try
        {
            return ArtifactSettings.Read(broker is null ? null : new ConfigurationBuilder().AddEnvironmentVariables().Build());
        }
        catch (ArgumentException e)
        {
            throw new CommandRefusedException(e.Message);
        }
    }
}
