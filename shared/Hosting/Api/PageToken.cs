using System.Text;
using Grpc.Core;

namespace ArenaLearning.Hosting.Api;

/// <summary>Where the next page of a list begins. Clients hand it back as it is.</summary>
public static class PageToken
{
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
            throw Refusal.Invalid("page_token", "must be the next_page_token of the page before, or empty");
        }
    }

    /// <returns>How many to put on a page.</returns>
    /// <exception cref="RpcException">The size is negative.</exception>
    public static int Size(int asked, int most) => asked < 0 ? throw Refusal.Invalid("page_size", "must be 0 or more") : asked == 0 ? most : Math.Min(asked, most);
}
