namespace ArenaLearning.Endpoints.Protocol;

/// <summary>A reply of status 200 whose body says that there is an error.</summary>
internal sealed class ReplyErrorException(ServerMessage said) : Exception(said.Text)
{
    /// <summary>The server's own words.</summary>
    public ServerMessage Said { get; } = said;
}
