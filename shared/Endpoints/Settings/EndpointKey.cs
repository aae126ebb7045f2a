using ArenaLearning.Contracts.Messages;
using ArenaLearning.Endpoints.Failures;

namespace ArenaLearning.Endpoints.Settings;

/// <summary>Reads the key of an endpoint from where the campaign file says it is. No message of it holds a part of the key.</summary>
public static class EndpointKey
{
    /// <returns>Null where the endpoint needs none.</returns>
    /// <exception cref="EndpointException">There is no key, or it is none that fits into a header.</exception>
    public static string? Read(EndpointSettings endpoint)
    {
        if (endpoint.Key is not { } source) return null;
        string? key;
        try
        {
            key = (source.Environment is { } variable ? Environment.GetEnvironmentVariable(variable) : File.ReadAllText(source.File!))?.Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refused(endpoint, $"cannot be read ({e.GetType().Name})");
        }
        if (string.IsNullOrEmpty(key)) throw Refused(endpoint, "is not set or empty");
        // A header takes no other characters, and .NET would name the whole header, key and all, as what is wrong.
        if (!key.All(c => c is > ' ' and <= '~')) throw Refused(endpoint, "holds a space, a line break or a character beyond ASCII");
        return key;
    }

    /// <summary>For example <c>the environment variable OPENAI_API_KEY</c>.</summary>
    public static string Place(EndpointSettings endpoint) => endpoint.Key switch
    {
        null => "nowhere, for the endpoint has no `key`",
        { Environment: { } variable } => $"the environment variable {variable}",
        { File: var file } => $"the file {file}",
    };

    private static EndpointException Refused(EndpointSettings endpoint, string what) => new(EndpointFailure.Refused,
        $"Endpoint {endpoint.Name}: {Place(endpoint)}, where its key should be, {what}. Put the key there, and nothing but the key.");
}
