using System.Security.Cryptography;
using System.Text;
using ArenaLearning.Contracts.Messages;
using Microsoft.Extensions.AI;

namespace ArenaLearning.Endpoints.Cache;

/// <summary>
/// What makes two requests equal: the address, the body (model, system prompt, messages, sampling, seed, extra fields),
/// and two things that are not sent, prompt version and sample index.
/// </summary>
public static class ReplyKey
{
    private const string PromptVersionProperty = "arena.prompt_version", SampleProperty = "arena.sample";
    private const int DigestLength = 64;
    private const int MostModelCharacters = 200;

    /// <summary>Sets apart replies to another version of a prompt file.</summary>
    public static ChatOptions WithPromptVersion(this ChatOptions options, string version)
    {
        (options.AdditionalProperties ??= [])[PromptVersionProperty] = version;
        return options;
    }

    /// <summary>Sets apart the n-th reply to one request: who asks again because a reply was of no use names another sample.</summary>
    public static ChatOptions WithSample(this ChatOptions options, int sample)
    {
        (options.AdditionalProperties ??= [])[SampleProperty] = sample;
        return options;
    }

    /// <returns>The SHA-256 in hex and, so that the cache can be listed and cleared by it, the model.</returns>
    internal static string OfEmbedded(EndpointModel model, string text)
    {
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes($"embedding 1\n{model.Endpoint.BaseUrl.TrimEnd('/')}\n{model.Model}\n{model.ExtraBody}\n{text}"));
        return WithModel(digest, model);
    }

    /// <inheritdoc cref="OfEmbedded"/>
    internal static string Of(EndpointModel model, ReadOnlySpan<byte> body, ChatOptions? options)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(
            $"chat 1\n{model.Endpoint.BaseUrl.TrimEnd('/')}\n{Property(options, PromptVersionProperty)}\n{Property(options, SampleProperty) ?? 0}\n"));
        hash.AppendData(body);
        return WithModel(hash.GetHashAndReset(), model);
    }

    /// <returns>The model of a key; empty for a key that is none of these.</returns>
    internal static string ModelOf(string key) => key.Length > DigestLength && key[DigestLength] == ':' ? key[(DigestLength + 1)..] : "";

    private static string WithModel(byte[] digest, EndpointModel model) =>
        $"{Convert.ToHexStringLower(digest)}:{(model.Model.Length > MostModelCharacters ? model.Model[..MostModelCharacters] : model.Model)}";

    private static object? Property(ChatOptions? options, string name) => options?.AdditionalProperties?.GetValueOrDefault(name);
}
