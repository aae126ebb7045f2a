namespace ArenaLearning.System.Tests.UnderFire;

/// <summary>Something that goes wrong in a landscape of services, and is over when it has struck: what was killed is there again.</summary>
/// <param name="Name">For a person.</param>
/// <param name="TearsRequests">
/// Whether requests to endpoints that were on their way may have to be made again: who made them is gone, or who kept their replies.
/// </param>
internal sealed record Fault(string Name, bool TearsRequests, Func<ServiceLandscape, Random, CancellationToken, Task<string>> StrikeAsync)
{
    public override string ToString() => Name;
}
