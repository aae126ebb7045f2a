using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Grpc.Core;

namespace ArenaLearning.Hosting.Api;

/// <summary>Where the next page of a list begins. Clients hand it back as it is.</summary>
public static class PageToken
{
    private const string Field = "page_token";
    private const int CheckBytes = 8;

    /// <param name="last">The last name of this page.</param>
    public static string Write(string last) => Convert.ToBase64String(Encoding.UTF8.GetBytes(last));

    /// <returns>The last name of the page before; empty for the first page.</returns>
    /// <exception cref="RpcException">It is no token of such a list.</exception>
    public static string Read(string token)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(Convert.FromBase64String(token));
        }
        catch (Exception e) when (e is FormatException or DecoderFallbackException)
        {
            throw Refusal.Invalid(Field, "must be the next_page_token of the page before, or empty");
        }
    }

    /// <summary>A token that holds for the request that it was given to alone, but for its page's size.</summary>
    /// <param name="scope">The fields of the request that say what is listed.</param>
    /// <param name="position">Where the next page begins.</param>
    public static string Write(string scope, string position) =>
        Base64Url.EncodeToString([.. Check(scope, position), .. Encoding.UTF8.GetBytes(position)]);

    /// <returns>Where the page begins; empty for the first page.</returns>
    /// <exception cref="RpcException">It was given to another request, or to none.</exception>
    public static string Read(string scope, string token)
    {
        if (token.Length == 0) return "";
        var bytes = Base64Url.IsValid(token) ? Base64Url.DecodeFromChars(token) : [];
        if (bytes.Length >= CheckBytes)
        {
            var position = Encoding.UTF8.GetString(bytes.AsSpan(CheckBytes));
            if (bytes.AsSpan(0, CheckBytes).SequenceEqual(Check(scope, position))) return position;
        }
        throw Refusal.Invalid(Field, "must be the next_page_token of the page before, with the other fields as they were there, or empty");
    }

    /// <returns>How many to put on a page.</returns>
    /// <exception cref="RpcException">The size is negative.</exception>
    public static int Size(int asked, int most) =>
        asked < 0 ? throw Refusal.Invalid("page_size", "must be 0 or more") : asked == 0 ? most : Math.Min(asked, most);

    private static ReadOnlySpan<byte> Check(string scope, string position) =>
        SHA256.HashData(Encoding.UTF8.GetBytes($"{scope}\n\n{position}")).AsSpan(0, CheckBytes);
}
