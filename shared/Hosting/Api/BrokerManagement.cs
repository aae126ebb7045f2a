using System.Net.Http.Headers;
using System.Text;
using ArenaLearning.Settings;
using Microsoft.Extensions.Configuration;

namespace ArenaLearning.Hosting.Api;

/// <summary>RabbitMQ's management API, where <c>ARENA_BUS_MANAGEMENT</c> names it.</summary>
internal static class BrokerManagement
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static SettingReader Reader { get; } = new(KnownSettings.BusManagement, text => Parse(text));

    /// <returns>A client that starts from its address and brings its user's name and password; null where the API is not named.</returns>
    /// <exception cref="ArgumentException">What is named is no address.</exception>
    public static HttpClient? Open(IConfiguration configuration)
    {
        if (KnownSettings.BusManagement.Value(name => configuration[name]) is not { } text) return null;
        var address = Parse(text);
        var http = new HttpClient { Timeout = Patience, BaseAddress = new UriBuilder(address.Scheme, address.Host, address.Port).Uri };
        if (address.UserInfo.Length > 0)
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
                "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(address.UserInfo))));
        return http;
    }

    private static Uri Parse(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri
        : throw new ArgumentException(
            $"{KnownSettings.BusManagement.Variable} is no address of RabbitMQ's management API: write http://USER:PASSWORD@HOST:15672.");
}
