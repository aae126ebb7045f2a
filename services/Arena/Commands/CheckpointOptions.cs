using System.CommandLine;
using ArenaLearning.Flywheel.Files;
using ArenaLearning.Flywheel.Training;

namespace ArenaLearning.Arena.Commands;

/// <summary>The argument and options of the commands that load one checkpoint.</summary>
internal static class CheckpointOptions
{
    public static Argument<string> Checkpoint() => ArenaCommandLine.PathArgument<string>("CHECKPOINT", "Folder of a checkpoint");

    public static Option<double> Temperature(double defaultValue)
    {
        var option = new Option<double>("--temperature")
        {
            HelpName = "T",
            Description = "Temperature of sampling; 0 takes the likeliest token",
            DefaultValueFactory = _ => defaultValue,
        };
        option.MustBe("0 or more", temperature => temperature is >= 0 and < double.PositiveInfinity);
        return option;
    }

    public static Option<string> Device()
    {
        var option = new Option<string>("--device") { HelpName = "auto|cpu|cuda", Description = "Where the model computes", DefaultValueFactory = _ => "auto" };
        option.AcceptOnlyFromAmong([.. Devices.Names]);
        return option;
    }
}
