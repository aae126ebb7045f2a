using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace ArenaLearning.Flywheel.Ledger.Postgres.Schema.Migrations;

/// <inheritdoc />
internal sealed partial class LedgerTables : Migration
{
    /// <inheritdoc />
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            name: "attempts",
            columns: table => new
            {
                campaign = table.Column<int>(type: "integer", nullable: false),
                chunk_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                unit_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                step = table.Column<long>(type: "bigint", nullable: false),
                kind = table.Column<string>(type: "text", nullable: false, collation: "C"),
                attempts = table.Column<int>(type: "integer", nullable: false),
                reason = table.Column<string>(type: "text", nullable: false, collation: "C"),
                given_up = table.Column<bool>(type: "boolean", nullable: false),
                failure_class = table.Column<string>(type: "text", nullable: true, collation: "C"),
                failed_replies = table.Column<string>(type: "text", nullable: true, collation: "C")
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_attempts", x => new { x.campaign, x.chunk_id, x.unit_id });
            });

        migrationBuilder.CreateTable(
            name: "campaigns",
            columns: table => new
            {
                number = table.Column<int>(type: "integer", nullable: false)
                    .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
                id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                spec_hash = table.Column<string>(type: "text", nullable: false, collation: "C"),
                seed = table.Column<long>(type: "bigint", nullable: false),
                lease = table.Column<long>(type: "bigint", nullable: false, defaultValue: 0L),
                wall_seconds = table.Column<double>(type: "double precision", nullable: false, defaultValue: 0.0),
                peak_rss_bytes = table.Column<long>(type: "bigint", nullable: false, defaultValue: 0L),
                duplicates_dropped = table.Column<long>(type: "bigint", nullable: false, defaultValue: 0L)
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_campaigns", x => x.number);
            });

        migrationBuilder.CreateTable(
            name: "responses",
            columns: table => new
            {
                campaign = table.Column<int>(type: "integer", nullable: false),
                chunk_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                unit_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                step = table.Column<long>(type: "bigint", nullable: false),
                text = table.Column<string>(type: "text", nullable: false, collation: "C"),
                prompt_tokens = table.Column<int>(type: "integer", nullable: false),
                response_tokens = table.Column<int>(type: "integer", nullable: false),
                latency_seconds = table.Column<double>(type: "double precision", nullable: false),
                finish_reason = table.Column<string>(type: "text", nullable: false, collation: "C"),
                from_cache = table.Column<bool>(type: "boolean", nullable: false),
                cost_usd = table.Column<decimal>(type: "numeric", nullable: false),
                model = table.Column<string>(type: "text", nullable: true, collation: "C"),
                fingerprint = table.Column<string>(type: "text", nullable: true, collation: "C")
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_responses", x => new { x.campaign, x.chunk_id, x.unit_id });
            });

        migrationBuilder.CreateTable(
            name: "spend",
            columns: table => new
            {
                campaign = table.Column<int>(type: "integer", nullable: false),
                reply_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                endpoint = table.Column<string>(type: "text", nullable: false, collation: "C"),
                requests = table.Column<long>(type: "bigint", nullable: false),
                prompt_tokens = table.Column<long>(type: "bigint", nullable: false),
                response_tokens = table.Column<long>(type: "bigint", nullable: false),
                cost_usd = table.Column<decimal>(type: "numeric", nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_spend", x => new { x.campaign, x.reply_id, x.endpoint });
            });

        migrationBuilder.CreateTable(
            name: "starts",
            columns: table => new
            {
                id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                command = table.Column<string>(type: "text", nullable: false, collation: "C"),
                state = table.Column<string>(type: "text", nullable: false, collation: "C"),
                failure = table.Column<string>(type: "text", nullable: true, collation: "C"),
                asked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_starts", x => x.id);
            });

        migrationBuilder.CreateTable(
            name: "steps",
            columns: table => new
            {
                campaign = table.Column<int>(type: "integer", nullable: false),
                key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                ordinal = table.Column<long>(type: "bigint", nullable: false),
                version = table.Column<int>(type: "integer", nullable: false),
                output = table.Column<string>(type: "text", nullable: false, collation: "C")
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_steps", x => new { x.campaign, x.key });
            });

        migrationBuilder.CreateTable(
            name: "training",
            columns: table => new
            {
                campaign = table.Column<int>(type: "integer", nullable: false),
                job_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                lease = table.Column<int>(type: "integer", nullable: false),
                step = table.Column<int>(type: "integer", nullable: true),
                state_uri = table.Column<string>(type: "text", nullable: true, collation: "C"),
                state_sha256 = table.Column<string>(type: "text", nullable: true, collation: "C")
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_training", x => new { x.campaign, x.job_id });
            });

        migrationBuilder.CreateTable(
            name: "verdicts",
            columns: table => new
            {
                campaign = table.Column<int>(type: "integer", nullable: false),
                chunk_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                unit_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                step = table.Column<long>(type: "bigint", nullable: false),
                score_a = table.Column<double>(type: "double precision", nullable: false),
                score_b = table.Column<double>(type: "double precision", nullable: false),
                winner = table.Column<int>(type: "integer", nullable: false),
                games = table.Column<string>(type: "text", nullable: false, collation: "C"),
                correct_a = table.Column<bool>(type: "boolean", nullable: true),
                correct_b = table.Column<bool>(type: "boolean", nullable: true),
                first_error_a = table.Column<int>(type: "integer", nullable: true),
                first_error_b = table.Column<int>(type: "integer", nullable: true),
                reason_a = table.Column<string>(type: "text", nullable: false, collation: "C"),
                reason_b = table.Column<string>(type: "text", nullable: false, collation: "C"),
                probability = table.Column<double>(type: "double precision", nullable: true),
                members = table.Column<string>(type: "text", nullable: true, collation: "C"),
                failed_replies = table.Column<string>(type: "text", nullable: true, collation: "C")
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_verdicts", x => new { x.campaign, x.chunk_id, x.unit_id });
            });

        migrationBuilder.CreateIndex(
            name: "given_up_attempts",
            table: "attempts",
            column: "campaign",
            filter: "given_up");

        migrationBuilder.CreateIndex(
            name: "IX_campaigns_id",
            table: "campaigns",
            column: "id",
            unique: true);

        migrationBuilder.CreateIndex(
            name: "IX_steps_campaign_ordinal",
            table: "steps",
            columns: new[] { "campaign", "ordinal" },
            unique: true);
    }

    /// <inheritdoc />
    protected override void Down(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.DropTable(
            name: "attempts");

        migrationBuilder.DropTable(
            name: "campaigns");

        migrationBuilder.DropTable(
            name: "responses");

        migrationBuilder.DropTable(
            name: "spend");

        migrationBuilder.DropTable(
            name: "starts");

        migrationBuilder.DropTable(
            name: "steps");

        migrationBuilder.DropTable(
            name: "training");

        migrationBuilder.DropTable(
            name: "verdicts");
    }
}
