using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ArenaLearning.Flywheel.Ledger.Postgres.Schema.Migrations;

/// <inheritdoc />
internal sealed partial class StartLimits : Migration
{
    /// <inheritdoc />
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.AddColumn<long>(
            name: "budget_tokens",
            table: "starts",
            type: "bigint",
            nullable: true);

        migrationBuilder.AddColumn<decimal>(
            name: "budget_usd",
            table: "starts",
            type: "numeric",
            nullable: true);

        migrationBuilder.AddColumn<int>(
            name: "window_units",
            table: "starts",
            type: "integer",
            nullable: true);
    }

    /// <inheritdoc />
    protected override void Down(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.DropColumn(
            name: "budget_tokens",
            table: "starts");

        migrationBuilder.DropColumn(
            name: "budget_usd",
            table: "starts");

        migrationBuilder.DropColumn(
            name: "window_units",
            table: "starts");
    }
}
