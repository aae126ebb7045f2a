namespace ArenaLearning.Endpoints.Clients;

/// <summary>What a request asks for that not every model takes.</summary>
/// <param name="JsonMode"><c>response_format</c> is sent.</param>
/// <param name="SystemRole">There is a message of the role <c>system</c>; without it its text begins the first message of the user.</param>
internal readonly record struct RequestFeatures(bool JsonMode, bool SystemRole);
