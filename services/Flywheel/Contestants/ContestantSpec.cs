namespace ArenaLearning.Flywheel.Contestants;

/// <summary>A contestant. What it needs besides depends on its kind.</summary>
/// <param name="Name">Of <c>recorded</c> answers, a name is needed only where one model of the file is meant.</param>
/// <param name="Kind"><c>openai</c>, <c>checkpoint</c> or <c>recorded</c>.</param>
/// <param name="File">For <c>recorded</c>: the file with the answers.</param>
/// <param name="Family">Family of models, for example <c>gpt-4</c>: judges of one family with a contestant may prefer it.</param>
/// <param name="Model">For <c>openai</c> the model to ask for; for <c>recorded</c> the model whose answers of the file are meant, null for all.</param>
public sealed record ContestantSpec(
    string? Name, string Kind, string? Endpoint, string? Model, double Temperature, double? TopP, string? SystemPrompt, string? ExtraBody,
    double InputPrice, double OutputPrice, string? Checkpoint, string? File, string? Family);
