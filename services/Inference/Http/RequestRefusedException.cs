using Microsoft.AspNetCore.Http;

namespace ArenaLearning.Inference.Http;

/// <summary>A request that is not answered: the status, and the fields of OpenAI's error object.</summary>
/// <param name="type">The kind of error, such as <c>invalid_request_error</c>.</param>
/// <param name="param">The field at fault, such as <c>messages[0].role</c>.</param>
/// <param name="retryAfter">When another try makes sense.</param>
public sealed class RequestRefusedException(
    int status, string message, string type, string? code = null, string? param = null, TimeSpan? retryAfter = null) : Exception(message)
{
    public const string InvalidRequest = "invalid_request_error";

    public int Status { get; } = status;

    public TimeSpan? RetryAfter { get; } = retryAfter;

    public ErrorBody Body { get; } = new(new(message, type, param, code));

    /// <summary>A field of the request that cannot be what it is.</summary>
    public static RequestRefusedException Field(string field, string problem, string code = "invalid_value") =>
        new(StatusCodes.Status400BadRequest, $"{field}: {problem}", InvalidRequest, code, field);

    /// <summary>Something that other servers can do and this one cannot.</summary>
    public static RequestRefusedException Unsupported(string field, string problem) => Field(field, problem, "unsupported_value");

    public static RequestRefusedException UnknownModel(string name, IEnumerable<string> known) => new(
        StatusCodes.Status404NotFound, $"There is no model '{name}' here, but {string.Join(", ", known)}.", InvalidRequest, "model_not_found", "model");
}

/// <summary>The body of every answer that is not a success.</summary>
public sealed record ErrorBody(ErrorDetail Error);

/// <param name="Param">The field at fault; null where it is none.</param>
public sealed record ErrorDetail(string Message, string Type, string? Param, string? Code);
