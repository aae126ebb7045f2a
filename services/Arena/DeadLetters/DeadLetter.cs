namespace ArenaLearning.Arena.DeadLetters;

/// <summary>A message that no consumer could handle, each time that it was tried.</summary>
/// <param name="Queue">That it was sent to.</param>
/// <param name="Kind">Its type, for example <c>GenerateResponses</c>.</param>
/// <param name="Reason">What the consumer said.</param>
/// <param name="Body">As it was sent, as JSON.</param>
public sealed record DeadLetter(string Queue, string Kind, string Reason, string Body);
