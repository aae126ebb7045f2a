using System.Text.Json;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Endpoints.Failures;

namespace ArenaLearning.Endpoints.Settings;

/// <summary>The fields that a campaign file adds to each request to a model.</summary>
internal static class ExtraBody
{
    /// <exception cref="EndpointException">It is no JSON object, or sets a field that is the program's own.</exception>
    public static IReadOnlyDictionary<string, JsonElement> Read(EndpointModel model)
    {
        if (string.IsNullOrWhiteSpace(model.ExtraBody)) return new Dictionary<string, JsonElement>();
        Dictionary<string, JsonElement>? fields;
        try
        {
            fields = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(model.ExtraBody);
        }
        catch (JsonException e)
        {
            throw Refused($"is no JSON object: {e.Message}");
        }
        if (fields is null) throw Refused("is null, not a JSON object.");
        if (EndpointModel.ReservedFields.FirstOrDefault(fields.ContainsKey) is { } reserved) throw Refused($"may not set {reserved}: leave it out.");
        return fields;

        EndpointException Refused(string what) => new(EndpointFailure.Refused, $"extra_body of the model {model.Model} {what}");
    }
}
