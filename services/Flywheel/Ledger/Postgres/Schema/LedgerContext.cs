using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace ArenaLearning.Flywheel.Ledger.Postgres.Schema;

/// <summary>
/// The tables of the ledger in PostgreSQL, for their migrations: rows are read and written in plain SQL, a chunk at a time. No table has
/// foreign keys: campaigns are not deleted, and every result would pay for the look.
/// </summary>
internal sealed class LedgerContext(DbContextOptions<LedgerContext> options) : DbContext(options)
{
    /// <summary>The table of the migrations that the database has seen.</summary>
    public const string History = "ledger_migrations";

    // Keys are compared byte by byte, as in C#, whatever language the database was made for; that is also the fastest way.
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<string>().UseCollation("C");

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<CampaignEntity>(campaign =>
        {
            campaign.ToTable("campaigns").HasKey(row => row.Number);
            campaign.Property(row => row.Number).UseIdentityAlwaysColumn();
            campaign.Property(row => row.Id).IsRequired();
            campaign.HasIndex(row => row.Id).IsUnique();
            foreach (var count in new[] { nameof(CampaignEntity.Lease), nameof(CampaignEntity.PeakRssBytes), nameof(CampaignEntity.DuplicatesDropped) })
                campaign.Property(count).HasDefaultValue(0L);
            campaign.Property(row => row.WallSeconds).HasDefaultValue(0.0);
        });
        modelBuilder.Entity<StartEntity>(start =>
        {
            start.ToTable("starts").HasKey(row => row.Id);
            foreach (var moment in new[] { nameof(StartEntity.AskedAt), nameof(StartEntity.ChangedAt) }) start.Property(moment).HasDefaultValueSql("now()");
        });
        modelBuilder.Entity<StepEntity>(step =>
        {
            step.ToTable("steps").HasKey(row => new { row.Campaign, row.Key });
            step.HasIndex(row => new { row.Campaign, row.Ordinal }).IsUnique();
        });
        // The chunk comes before the unit in the keys: the rows of a chunk arrive and are read together, so they lie together.
        modelBuilder.Entity<ResponseEntity>().ToTable("responses").HasKey(row => new { row.Campaign, row.ChunkId, row.UnitId });
        modelBuilder.Entity<VerdictEntity>().ToTable("verdicts").HasKey(row => new { row.Campaign, row.ChunkId, row.UnitId });
        modelBuilder.Entity<AttemptEntity>(attempt =>
        {
            attempt.ToTable("attempts").HasKey(row => new { row.Campaign, row.ChunkId, row.UnitId });
            attempt.HasIndex(row => row.Campaign).HasFilter("given_up").HasDatabaseName("given_up_attempts");
        });
        modelBuilder.Entity<SpendEntity>().ToTable("spend").HasKey(row => new { row.Campaign, row.ReplyId, row.Endpoint });
        modelBuilder.Entity<TrainingEntity>().ToTable("training").HasKey(row => new { row.Campaign, row.JobId });
        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(type => type.GetProperties()))
            property.SetColumnName(JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name));
    }
}
