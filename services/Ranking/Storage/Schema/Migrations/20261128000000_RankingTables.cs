using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace ArenaLearning.Ranking.Storage.Schema.Migrations;

/// <inheritdoc />
internal sealed partial class RankingTables : Migration
{
    /// <inheritdoc />
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            name: "rankings",
            columns: table => new
            {
                campaign = table.Column<string>(type: "text", nullable: false, collation: "C"),
                stage = table.Column<string>(type: "text", nullable: false, collation: "C"),
                ordinal = table.Column<long>(type: "bigint", nullable: false)
                    .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
                ranking_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                ranked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                board = table.Column<string>(type: "text", nullable: false, collation: "C")
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_rankings", x => new { x.campaign, x.stage });
            });

        migrationBuilder.CreateIndex(
            name: "IX_rankings_ordinal",
            table: "rankings",
            column: "ordinal",
            unique: true);
    }

    /// <inheritdoc />
    protected override void Down(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.DropTable(
            name: "rankings");
    }
}
