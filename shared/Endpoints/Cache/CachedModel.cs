namespace ArenaLearning.Endpoints.Cache;

/// <summary>The replies of one model in the cache.</summary>
/// <param name="Bytes">Of the replies themselves; in Redis with what it needs to hold them.</param>
/// <param name="Oldest">With <paramref name="Newest"/>, null where it is not known.</param>
public sealed record CachedModel(string Model, long Entries, long Bytes, DateTimeOffset? Oldest, DateTimeOffset? Newest);
