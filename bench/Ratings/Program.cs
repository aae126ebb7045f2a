using ArenaLearning.Bench.Ratings;

BattleFileMaker.Write(args[0], 1_000_000, 200, 1, args.Length > 1);
