using ArenaLearning.Arena.Commands;

return await ArenaCommandLine.InvokeAsync(args, Console.Out, Console.Error);
