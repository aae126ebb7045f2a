namespace ArenaLearning.Arena.Reports;

/// <param name="Id">Where links within the page lead.</param>
/// <param name="Title">Of its heading and of its link.</param>
internal sealed record Section(string Id, string Title, Html Body);
