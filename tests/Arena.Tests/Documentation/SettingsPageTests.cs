using ArenaLearning.Arena.Documentation;
using ArenaLearning.Arena.Tests.Commands;
using ArenaLearning.Settings;
using Xunit;

namespace ArenaLearning.Arena.Tests.Documentation;

public sealed class SettingsPageTests
{
    [Fact]
    public void The_page_says_what_the_programs_say()
    {
        var page = File.ReadAllText(Path.Combine(ShippedExample.Path, "../../docs/settings.md"));

        Assert.True(page == SettingsPage.Text(),
            "docs/settings.md is not what the programs say. Write it again: dotnet run -c Release --project services/Arena -- settings > docs/settings.md");
    }

    [Fact]
    public void Every_setting_is_read_by_a_program_and_every_setting_that_one_reads_is_known()
    {
        var read = SettingsPage.Programs.SelectMany(program => program.Settings).ToHashSet();

        Assert.Equal(KnownSettings.All.Select(setting => setting.Variable).Order(), read.Select(setting => setting.Variable).Order());
    }

    [Fact]
    public void No_program_reads_a_setting_in_two_ways() => Assert.All(SettingsPage.Programs, program =>
        Assert.Equal(program.Settings.Count, program.Settings.Distinct().Count()));
}
