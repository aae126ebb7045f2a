namespace ArenaLearning.Endpoints.Limits;

/// <summary>What one request took of a minute.</summary>
internal interface IMinuteShare
{
    /// <summary>Puts the tokens that it came to in the place of those that were taken.</summary>
    void Settle(int tokens);
}
