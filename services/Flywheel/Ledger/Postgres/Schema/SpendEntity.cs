namespace ArenaLearning.Flywheel.Ledger.Postgres.Schema;

/// <summary>A row of <c>spend</c>: what one reply of a worker cost at one endpoint.</summary>
internal sealed class SpendEntity
{
    public int Campaign { get; init; }
    public required string ReplyId { get; init; }
    public required string Endpoint { get; init; }
    public long Requests { get; init; }
    public long PromptTokens { get; init; }
    public long ResponseTokens { get; init; }
    public decimal CostUsd { get; init; }
}
