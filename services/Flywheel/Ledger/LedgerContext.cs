using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace ArenaLearning.Flywheel.Ledger;

/// <summary>The tables of <c>ledger.db</c>. Responses and verdicts are written and read in plain SQL, see <see cref="CampaignLedger"/>.</summary>
internal sealed class LedgerContext(DbContextOptions<LedgerContext> options) : DbContext(options)
{
    public DbSet<CampaignRecord> Campaigns => Set<CampaignRecord>();
    public DbSet<StepRecord> Steps => Set<StepRecord>();
    public DbSet<ResponseRecord> Responses => Set<ResponseRecord>();
    public DbSet<VerdictRecord> Verdicts => Set<VerdictRecord>();
    public DbSet<AttemptRecord> Attempts => Set<AttemptRecord>();
    public DbSet<SpendRecord> Spend => Set<SpendRecord>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<CampaignRecord>(e => e.ToTable("campaigns").HasKey(c => c.Id));
        modelBuilder.Entity<StepRecord>(e => e.ToTable("steps").HasKey(s => s.Key));
        // The chunk comes first in the keys: the rows of a chunk arrive and are read together, so they lie together.
        modelBuilder.Entity<ResponseRecord>(e => e.ToTable("responses").HasKey(r => new { r.ChunkId, r.UnitId }));
        modelBuilder.Entity<VerdictRecord>(e => e.ToTable("verdicts").HasKey(v => new { v.ChunkId, v.UnitId }));
        modelBuilder.Entity<AttemptRecord>(e =>
        {
            e.ToTable("attempts").HasKey(a => new { a.ChunkId, a.UnitId });
            e.HasIndex(a => a.GivenUp);
        });
        modelBuilder.Entity<SpendRecord>(e => e.ToTable("spend").HasKey(s => new { s.ReplyId, s.Endpoint }));
        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(entity => entity.GetProperties()))
            property.SetColumnName(JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name));
    }
}

/// <summary>The campaign that the ledger belongs to: one row.</summary>
internal sealed class CampaignRecord
{
    public required string Id { get; init; }
    public required string SpecHash { get; init; }
    public required long Seed { get; init; }
    public double WallSeconds { get; set; }
    public long PeakRssBytes { get; set; }
    public long DuplicatesDropped { get; set; }
}

/// <summary>A finished step of the campaign and what came out of it, as JSON.</summary>
internal sealed class StepRecord
{
    public required string Key { get; init; }
    public required string Output { get; init; }
}

internal sealed class ResponseRecord
{
    public required string ChunkId { get; init; }
    public required string UnitId { get; init; }
    public required string Text { get; init; }
    public required int PromptTokens { get; init; }
    public required int ResponseTokens { get; init; }
    public required double LatencySeconds { get; init; }
    public required string FinishReason { get; init; }
    public required bool FromCache { get; init; }
    public required double CostUsd { get; init; }
    public required string? Model { get; init; }
    public required string? Fingerprint { get; init; }
}

internal sealed class VerdictRecord
{
    public required string ChunkId { get; init; }
    public required string UnitId { get; init; }
    public required double ScoreA { get; init; }
    public required double ScoreB { get; init; }
    public required int Winner { get; init; }
    /// <summary>Scores of the two games as JSON, with the judge's replies.</summary>
    public required string Games { get; init; }
    public required double? Probability { get; init; }
    /// <summary>The whole verdicts of a jury's members, by their names, as JSON; null for another judge.</summary>
    public required string? Members { get; init; }
    /// <summary>Replies that gave no verdict, as JSON; null where there were none.</summary>
    public required string? FailedReplies { get; init; }
    public required bool? CorrectA { get; init; }
    public required bool? CorrectB { get; init; }
    public required int? FirstErrorA { get; init; }
    public required int? FirstErrorB { get; init; }
    public required string ReasonA { get; init; }
    public required string ReasonB { get; init; }
}

/// <summary>A unit that failed at least once.</summary>
internal sealed class AttemptRecord
{
    public required string ChunkId { get; init; }
    public required string UnitId { get; init; }
    public required string Kind { get; init; }
    public required int Attempts { get; init; }
    public required string Reason { get; init; }
    public required bool GivenUp { get; init; }
    /// <summary>Class of a verdict's failure; null for another.</summary>
    public required string? FailureClass { get; init; }
    /// <summary>The judge's replies to a unit that failed, as JSON.</summary>
    public required string? FailedReplies { get; init; }
}

/// <summary>What one reply of a worker cost at one endpoint.</summary>
internal sealed class SpendRecord
{
    /// <summary>Of the reply: a second copy of it costs nothing.</summary>
    public required string ReplyId { get; init; }
    public required string Endpoint { get; init; }
    public required long Requests { get; init; }
    public required long PromptTokens { get; init; }
    public required long ResponseTokens { get; init; }
    public required double CostUsd { get; init; }
}
