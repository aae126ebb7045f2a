using System.Text;
using ArenaLearning.DataMining;
using ArenaLearning.Endpoints;
using ArenaLearning.Flywheel;
using ArenaLearning.Generation;
using ArenaLearning.Hosting;
using ArenaLearning.Inference;
using ArenaLearning.Judging;
using ArenaLearning.Ranking;
using ArenaLearning.Settings;
using ArenaLearning.Training;
using Xunit;

namespace ArenaLearning.System.Tests.Secrets;

/// <summary>What the search for secrets finds, and that a value which a setting cannot use is not repeated.</summary>
public sealed class CanaryTests
{
    private static readonly IReadOnlyList<SettingReader> Readers =
    [
        .. ServiceSettings.Common.Concat(
            new[]
            {
                FlywheelService.Definition, GenerationService.Definition, JudgingService.Definition, RankingService.Definition,
                DataMiningService.Definition, TrainingService.Definition,
            }.SelectMany(service => service.Settings)).Concat(InferenceService.Settings).Concat(EndpointServices.Settings).DistinctBy(reader => reader.Setting),
    ];

    [Fact]
    public void One_is_found_as_it_is_escaped_and_in_base64_wherever_it_begins()
    {
        var canaries = new Canaries();
        var secret = canaries.Plant("ARENA_BUS");
        var token = canaries.Take("token", "eyJhbGciOiJSUzI1NiJ9.e30.c2lnbmF0dXJl/+=");

        Assert.Empty(canaries.FoundIn("log", "nothing of the kind"));
        Assert.Contains("log holds the secret of ARENA_BUS, as it is: ...password <here>", canaries.FoundIn("log", $"password {secret}"));
        Assert.NotEmpty(canaries.FoundIn("log", Uri.EscapeDataString(secret)));
        Assert.NotEmpty(canaries.FoundIn("log", Uri.EscapeDataString(token)));
        foreach (var before in new[] { "", "u", "us", "user", "a longer name:" })
            Assert.NotEmpty(canaries.FoundIn("log", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{before}{secret} and more"))}"));
    }

    [Fact]
    public void A_setting_that_is_secret_or_looks_so_is_not_forgotten()
    {
        Setting[] settings =
        [
            new("ARENA_BUS", "", "", Secret: true), new("ARENA_NEW_PASSWORD", "For something", ""), new("ARENA_STORE", "`http://USER:PASSWORD@HOST`", ""),
            new("ARENA_KEYS_FILE", "File of the keys", ""), new("ARENA_LOG", "How to log", ""),
        ];
        var canaries = new Canaries();
        canaries.Plant("ARENA_BUS");

        Assert.Equal(["ARENA_NEW_PASSWORD", "ARENA_STORE"], canaries.Forgotten(settings));
        // Whatever looks secret says so: then no message repeats it, and it may stand in a file.
        Assert.All(KnownSettings.All.Where(Canaries.IsSecret), setting => Assert.True(setting.Secret, $"{setting.Variable} looks like a secret and is none"));
    }

    [Fact]
    public void Of_a_value_that_cannot_be_used_no_password_is_told()
    {
        const string Canary = "canary0123456789";
        string[] withPassword = ["http", "https", "amqp", "redis", "postgres", "s3", "grpc"];
        string[] addresses = [.. withPassword.SelectMany(scheme => new[]
        {
            $"{scheme}://user:{Canary}@host", $"{scheme}://user:{Canary}@host:99999/x", $"{scheme}://user:{Canary}@/", $"{scheme}://:{Canary}@host/a?b#c",
            $"{scheme}://{Canary}@host:port", $"{scheme}://user:{Canary}@host:1,{scheme}://user:{Canary}@host:2", $"{scheme}://us er:{Canary}@host",
        }), $"user:{Canary}@host", $"//user:{Canary}@host"];
        string[] anything =
        [
            Canary, $"http:{Canary}", $"//{Canary}", $"{Canary}:", $"amqp:{Canary}", $"redis:{Canary}", $"postgres:{Canary}", $"http://{Canary}",
            $"x=y;{Canary}",
            $"amqps//{Canary}", $"http://host/{Canary}", $"http://host/?password={Canary}", $"postgres://u@h/d?password={Canary}", $"redis://h/{Canary}",
        ];

        var told = Readers.SelectMany(reader => (reader.Setting.Secret ? addresses.Concat(anything) : addresses)
            .Select(value => (Value: value, Problem: reader.Problem(name => name == reader.Setting.Variable ? value : null)))
            .Where(refused => refused.Problem?.Contains(Canary, StringComparison.Ordinal) == true)
            .Select(refused => $"{reader.Setting.Variable}={refused.Value}: {refused.Problem}")).ToList();
        Assert.True(told.Count == 0, string.Join('\n', told));
    }
}
