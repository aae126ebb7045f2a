using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace ArenaLearning.Ranking.Storage.Schema;

/// <summary>The table of Ranking in PostgreSQL, for its migrations: rows are read and written in plain SQL.</summary>
internal sealed class RankingContext(DbContextOptions<RankingContext> options) : DbContext(options)
{
    /// <summary>The table of the migrations that the database has seen.</summary>
    public const string History = "ranking_migrations";

    // Names are compared byte by byte, as in C#, whatever language the database was made for.
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<string>().UseCollation("C");

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<RankingEntity>(ranking =>
    {
        ranking.ToTable("rankings").HasKey(row => new { row.Campaign, row.Stage });
        ranking.Property(row => row.Ordinal).UseIdentityAlwaysColumn();
        ranking.HasIndex(row => row.Ordinal).IsUnique();
        foreach (var property in ranking.Metadata.GetProperties())
            property.SetColumnName(JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name));
    });
}
