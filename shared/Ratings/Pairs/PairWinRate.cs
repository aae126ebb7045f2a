namespace ArenaLearning.Ratings.Pairs;

/// <param name="Rate">Share of A's wins over B, ties as half.</param>
public sealed record PairWinRate(string A, string B, double Rate, long Battles);
