using ArenaLearning.Hosting.Listening;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace ArenaLearning.Services.Tests.Hosting;

public class ListenAddressTests
{
    [Theory]
    [InlineData("http://0.0.0.0:8081", false, "0.0.0.0", 8081)]
    [InlineData(" HTTP://127.0.0.1:0/ ", false, "127.0.0.1", 0)]
    [InlineData("https://*:8443", true, "*", 8443)]
    [InlineData("http://localhost:65535", false, "localhost", 65535)]
    [InlineData("http://[::1]:8081", false, "[::1]", 8081)]
    public void An_address_is_a_scheme_a_host_and_a_port(string text, bool tls, string host, int port)
    {
        var address = ListenAddress.Read("ARENA_MANAGEMENT", text);

        Assert.Equal(new ListenAddress(tls, host, port), address);
    }

    [Theory]
    [InlineData("off")]
    [InlineData(" OFF ")]
    public void Off_is_no_address(string text) => Assert.Null(ListenAddress.Read("ARENA_MANAGEMENT", text));

    [Theory]
    [InlineData("8081", "is no address to listen at")]
    [InlineData("http://0.0.0.0", "is no address to listen at")]
    [InlineData("http://0.0.0.0:8081/metrics", "is no address to listen at")]
    [InlineData("http://user:secret@0.0.0.0:8081", "is no address to listen at")]
    [InlineData("unix:/tmp/arena.sock", "is no address to listen at")]
    [InlineData("tcp://0.0.0.0:8081", "is no address to listen at")]
    [InlineData("http://0.0.0.0:65536", "has a port that is not from 0 to 65535")]
    [InlineData("http://0.0.0.0:999999999", "has a port that is not from 0 to 65535")]
    [InlineData("http://arena.example.org:8081", "names a host that is neither an IP address of this machine nor localhost nor *")]
    public void What_is_no_address_is_refused_with_what_to_write(string text, string why)
    {
        var refusal = Assert.Throws<ArgumentException>(() => ListenAddress.Read("ARENA_MANAGEMENT", text));

        Assert.StartsWith(
            $"ARENA_MANAGEMENT is '{text.Replace("http://user:secret", "***", StringComparison.Ordinal)}', which {why}. Write http://0.0.0.0:8081 ",
            refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_settings_each_listener_has_a_port_of_its_own() => Assert.Equal(
        ("http://0.0.0.0:8080", "http://0.0.0.0:8081", "http://0.0.0.0:8082"),
        Read() is var settings ? ($"{settings.Grpc}", $"{settings.Management}", $"{settings.Http}") : default);

    [Fact]
    public void Tls_without_a_certificate_is_refused() => Assert.Equal(
        "ARENA_GRPC listens with TLS and there is no certificate: set ARENA_TLS_CERTIFICATE to a PEM file, and ARENA_TLS_KEY to that of its key.",
        Assert.Throws<ArgumentException>(() => Read(("ARENA_GRPC", "https://*:8443"))).Message);

    [Fact]
    public void A_certificate_that_cannot_be_read_is_refused() => Assert.StartsWith(
        "ARENA_TLS_CERTIFICATE (/nowhere/tls.crt) with ARENA_TLS_KEY (the same file) is no certificate with its key: ",
        Assert.Throws<ArgumentException>(() => Read(("Arena:Http", "https://*:8443"), ("ARENA_TLS_CERTIFICATE", "/nowhere/tls.crt"))).Message,
        StringComparison.Ordinal);

    private static ListenSettings Read(params (string Key, string Value)[] settings) => ListenSettings.Read(new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => new KeyValuePair<string, string?>(setting.Key, setting.Value))).Build());
}
