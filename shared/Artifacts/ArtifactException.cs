using ArenaLearning.Contracts.Artifacts;

namespace ArenaLearning.Artifacts;

/// <summary>An artifact cannot be used; the message names it and says what to do.</summary>
public sealed class ArtifactException : IOException
{
    private ArtifactException(string message) : base(message) { }

    /// <summary>Its content is not that of its reference.</summary>
    /// <param name="place">Where the content was read.</param>
    /// <param name="found">Its SHA-256.</param>
    public static ArtifactException Changed(ArtifactReference artifact, string place, string found) => new(
        $"{place}: it is damaged or has changed: its SHA-256 is {found} and was {artifact.Sha256}. Put the old one back, or start a new campaign.");

    /// <summary>There is nothing at its address.</summary>
    /// <param name="what"><c>file</c> or <c>folder</c>.</param>
    public static ArtifactException Missing(ArtifactReference artifact, string place, string what) => new(
        $"{place}: there is no such {what}; its SHA-256 was {artifact.Sha256}. Put it back, or start a new campaign. Does this process see the store?");

    /// <summary>What is said to refer to it does not.</summary>
    public static ArtifactException NoReference(ArtifactReference artifact) => new(
        $"'{artifact.Uri}' with the SHA-256 '{artifact.Sha256}' is no reference to an artifact: it needs a name and 64 hex digits. Update whoever sent it.");

    /// <summary>A newer version of the program wrote it, in a form that this one does not know.</summary>
    public static ArtifactException Newer(string place, int version) => new(
        $"{place}: this folder was written by a newer version of the program (manifest {version}). Update this one.");

    /// <summary>Its address is of another kind of store.</summary>
    /// <param name="known">What addresses of this store begin with.</param>
    public static ArtifactException Elsewhere(string address, string known) => new(
        $"{address}: this process reads artifacts at {known} only. Give all processes of a campaign the same store.");
}
