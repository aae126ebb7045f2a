using System.Security.Cryptography;
using System.Text.Json.Nodes;
using ArenaLearning.Hosting;
using ArenaLearning.Hosting.Access;
using ArenaLearning.Waiting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace ArenaLearning.Services.Tests.Api;

/// <summary>Which tokens are let in, and as what.</summary>
public sealed class TokenTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    // A new key takes a while.
    private static readonly TestIssuer Issuer = TestIssuer.OfRsa(), Other = TestIssuer.OfRsa();

    private readonly TemporaryFolder folder = new();
    private readonly FakeTimeProvider time = new(Now);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string KeysPath => Path.Combine(folder.Path, "jwks.json");

    public TokenTests() => File.WriteAllText(KeysPath, Issuer.Jwks);

    [Fact]
    public async Task A_token_of_the_issuer_is_let_in_as_the_strongest_of_its_roles()
    {
        Assert.Equal(new Caller("Subject somebody", KeyRole.Operator), (await CheckAsync(Issuer.Sign(Claims("other", "reader", "operator")))).Caller);
        Assert.Equal(KeyRole.Admin, (await CheckAsync(Issuer.Sign(With(Claims(), "roles", "x admin")))).Caller?.Role);
        Assert.Equal(KeyRole.Reader, (await CheckAsync(Issuer.Sign(With(Claims("reader"), "aud", new JsonArray("other", TestIssuer.Audience))))).Caller?.Role);
    }

    [Fact]
    public async Task Roles_are_words_of_any_claim_by_its_name_or_on_the_way_to_it()
    {
        (string, string)[] settings = [("ARENA_JWT_ROLES", "reader=viewers, operator=ops,operator=system:runner,admin=platform")];
        var nested = With(Claims(), "realm_access", new JsonObject { ["roles"] = new JsonArray("viewers", 7) });
        Assert.Equal(KeyRole.Reader, (await CheckAsync(Issuer.Sign(nested), [.. settings, ("ARENA_JWT_ROLE_CLAIM", "realm_access.roles")])).Caller?.Role);
        var named = With(Claims(), "https://arena.test/roles", "platform");
        Assert.Equal(KeyRole.Admin, (await CheckAsync(Issuer.Sign(named), [.. settings, ("ARENA_JWT_ROLE_CLAIM", "https://arena.test/roles")])).Caller?.Role);
        var subject = With(Claims("admin"), "sub", "system:runner");
        Assert.Equal(KeyRole.Operator, (await CheckAsync(Issuer.Sign(subject), [.. settings, ("ARENA_JWT_ROLE_CLAIM", "sub")])).Caller?.Role);

        // The words of the default make nobody anything where others are set.
        await RefusesAsync(Issuer.Sign(Claims("admin")), "its claim roles holds nothing that makes its bearer a reader, operator or admin here", settings);
        await RefusesAsync(Issuer.Sign(Without(Claims("admin"), "roles")), "its claim roles holds nothing");
        await RefusesAsync(Issuer.Sign(With(Claims(), "roles", new JsonObject { ["admin"] = true })), "its claim roles holds nothing");
    }

    [Fact]
    public async Task A_token_holds_for_its_time_and_a_little_for_clocks_that_differ()
    {
        var short_ = Issuer.Sign(With(Claims("reader"), "nbf", Now.AddSeconds(60).ToUnixTimeSeconds()));

        await RefusesAsync(short_, "The token is not valid yet, only from 2026-05-04T12:01:00Z on: compare the clocks.");
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.NotNull((await CheckAsync(short_)).Caller);
        time.Advance(TimeSpan.FromMinutes(10));
        Assert.NotNull((await CheckAsync(short_)).Caller);
        time.Advance(TimeSpan.FromSeconds(1));
        await RefusesAsync(short_, "The token has expired, at 2026-05-04T12:10:00Z: get another.");
        await RefusesAsync(Issuer.Sign(Without(Claims("reader"), "exp")), "it needs a claim `exp`");
    }

    [Fact]
    public async Task A_token_for_somebody_else_or_of_somebody_else_is_refused()
    {
        await RefusesAsync(Issuer.Sign(With(Claims("admin"), "aud", "canary")), "The token is for somebody else: it has to have arena-tests in `aud`.");
        await RefusesAsync(Issuer.Sign(Without(Claims("admin"), "aud")), "it has to have arena-tests in `aud`");
        await RefusesAsync(
            Issuer.Sign(With(Claims("admin"), "iss", "https://canary.test")), $"The token is of another issuer: it has to have {TestIssuer.Name} as `iss`.");
        await RefusesAsync(Issuer.Sign(Without(Claims("admin"), "iss")), "as `iss`");
    }

    [Fact]
    public async Task What_the_issuer_did_not_sign_is_refused()
    {
        const string Unknown = "The token is not signed with a key of the issuer that this server knows.";
        const string Algorithm = "not signed with an algorithm that is taken here";
        await RefusesAsync(Other.Sign(Claims("admin")), Unknown);
        await RefusesAsync(Other.Sign(Issuer.Header, Claims("admin")), Unknown);
        // A key that the token itself brings.
        var brought = With(With(Issuer.Header, "jwk", JsonNode.Parse(Other.Jwks)!["keys"]![0]!.DeepClone()), "kid", "brought");
        await RefusesAsync(Other.Sign(brought, Claims("admin")), Unknown);
        // Changed on the way.
        var (weak, strong) = (Issuer.Sign(Claims("reader")).Split('.'), Issuer.Sign(Claims("admin")).Split('.'));
        await RefusesAsync($"{weak[0]}.{strong[1]}.{weak[2]}", Unknown);
        await RefusesAsync($"{strong[0]}.{strong[1]}.", "not signed");

        foreach (var none in new[] { "none", "None", "NONE", "" })
        {
            await RefusesAsync(TestIssuer.Sign(With(Issuer.Header, "alg", none), Claims("admin"), _ => []), Algorithm);
            await RefusesAsync(Issuer.Sign(With(Issuer.Header, "alg", none), Claims("admin")), Algorithm);
        }
        // The public key as the password of an algorithm that signs and checks with the same.
        foreach (var alg in new[] { "HS256", "HS384", "HS512" })
            await RefusesAsync(
                TestIssuer.Sign(With(Issuer.Header, "alg", alg), Claims("admin"), text => HMACSHA256.HashData(Issuer.PublicKey, text)), Algorithm);
        await RefusesAsync(Issuer.Sign(Without(Issuer.Header, "alg"), Claims("admin")), "");
        await RefusesAsync(Issuer.Sign(With(Issuer.Header, "crit", new JsonArray("b64")), Claims("admin")), "asks for an extension that is not known here");
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a.b.c")]
    [InlineData("canary.canary.canary.canary.canary")]
    [InlineData("eyJhbGciOiJSUzI1NiJ9..canary")]
    [InlineData("eyJhbGciOiJSUzI1NiJ9.W10.canary")]
    public Task What_is_no_token_is_refused(string text) => RefusesAsync(text, "");

    [Fact]
    public async Task Keys_of_the_issuer_come_and_go_with_their_file()
    {
        var next = TestIssuer.OfCurve();
        using var access = Access();
        var (old, young) = (Issuer.Sign(Claims("reader")), next.Sign(Claims("reader")));
        Assert.Equal((true, false), (await IsLetInAsync(old), await IsLetInAsync(young)));

        // As Kubernetes changes a mounted secret: the file is a link that stays as it is.
        var elsewhere = Path.Combine(folder.Path, "elsewhere.json");
        await File.WriteAllTextAsync(elsewhere, next.Jwks, Token);
        File.Delete(KeysPath);
        File.CreateSymbolicLink(KeysPath, elsewhere);
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal((false, true), (await IsLetInAsync(old), await IsLetInAsync(young)));
        await File.WriteAllTextAsync(elsewhere, Issuer.Jwks, Token);
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal((true, false), (await IsLetInAsync(old), await IsLetInAsync(young)));
        // One that cannot be used locks nobody out.
        await File.WriteAllTextAsync(elsewhere, "{", Token);
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal((true, false), (await IsLetInAsync(old), await IsLetInAsync(young)));

        async Task<bool> IsLetInAsync(string token) => (await access.AdmitAsync($"Bearer {token}", Token)).Caller is not null;
    }

    [Fact]
    public async Task Keys_that_a_provider_publishes_are_kept_and_read_again_when_a_token_has_another()
    {
        var next = TestIssuer.OfCurve();
        await using var provider = await PublishedKeys.StartAsync(Issuer.Jwks);
        using var access = Access(("ARENA_JWT_KEYS_FILE", ""), ("ARENA_JWT_ISSUER", ""), ("ARENA_JWT_AUTHORITY", provider.Address));
        JsonObject claims = With(Claims("reader"), "iss", provider.Address);

        for (var i = 0; i < 20; i++) Assert.NotNull((await AdmitAsync(Issuer)).Caller);
        Assert.Equal(1, provider.Asked);
        provider.Jwks = next.Jwks;
        await Eventually.HappensAsync("the new key was known", async () => (await AdmitAsync(next)).Caller is not null);
        Assert.Null((await AdmitAsync(Issuer)).Caller);
        Assert.InRange(provider.Asked, 2, 3);

        Task<Admission> AdmitAsync(TestIssuer by) => access.AdmitAsync($"Bearer {by.Sign(claims)}", Token).AsTask();
    }

    [Fact]
    public async Task While_the_provider_is_away_tokens_are_put_off_and_keys_are_let_in()
    {
        var (key, kept) = KeysFile.NewKey("ops", KeyRole.Operator);
        var keys = Path.Combine(folder.Path, "keys");
        await File.WriteAllTextAsync(keys, KeysFile.LineOf(kept), Token);
        using var access = Access(
            ("ARENA_JWT_KEYS_FILE", ""), ("ARENA_JWT_AUTHORITY", "http://127.0.0.1:9/canary"), ("ARENA_KEYS_FILE", keys));

        for (var i = 0; i < 2; i++)
        {
            var put = await access.AdmitAsync($"Bearer {Issuer.Sign(Claims("admin"))}", Token);
            Assert.Equal((null, true), (put.Caller, put.IsForLater));
            Assert.Equal("The keys that tokens are signed with cannot be read at the moment: ask again.", put.Problem);
        }
        Assert.Equal("Key ops", (await access.AdmitAsync($"Bearer {key}", Token)).Caller?.Name);
    }

    [Fact]
    public async Task What_is_asked_for_is_what_is_let_in()
    {
        var none = Access(("ARENA_JWT_KEYS_FILE", ""), ("ARENA_JWT_ISSUER", ""), ("ARENA_JWT_AUDIENCE", ""));

        Assert.StartsWith(
            "This server knows no keys, so it lets nobody in: set ARENA_KEYS_FILE", (await none.AdmitAsync(null, Token)).Problem, StringComparison.Ordinal);
        Assert.StartsWith(
            "This server asks for a token of its issuer: send it as ", (await Access().AdmitAsync("Basic canary", Token)).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_that_let_in_whom_nobody_meant_are_refused_all_at_once()
    {
        Assert.Equal(
            [
                "ARENA_JWT_AUDIENCE is set and no tokens are let in: set ARENA_JWT_AUTHORITY to the address of their issuer, "
                    + "or ARENA_JWT_KEYS_FILE to a file with its keys.",
            ],
            Problems(("ARENA_JWT_AUDIENCE", "a")));
        Assert.Equal(
            [
                "ARENA_JWT_KEYS_FILE is set without ARENA_JWT_AUDIENCE, so tokens for anybody would be let in: set it to what theirs have in `aud`.",
                "ARENA_JWT_KEYS_FILE is set without ARENA_JWT_ISSUER: set it to what tokens have as `iss`.",
            ],
            Problems(("ARENA_JWT_KEYS_FILE", KeysPath)));
        Assert.Equal(
            [
                "ARENA_JWT_AUTHORITY and ARENA_JWT_KEYS_FILE are both set: unset one of them.",
                "ARENA_JWT_AUTHORITY is set, and ARENA_KEYS_FILE=off lets everybody in without a token: unset one of them.",
            ],
            Problems(
                ("ARENA_JWT_KEYS_FILE", KeysPath), ("ARENA_JWT_AUTHORITY", "https://id.test"), ("ARENA_JWT_AUDIENCE", "a"), ("ARENA_KEYS_FILE", "off")));
        Assert.Empty(Problems(("ARENA_JWT_AUTHORITY", "https://id.test/realms/arena"), ("ARENA_JWT_AUDIENCE", "a")));
    }

    [Theory]
    [InlineData("ARENA_JWT_AUTHORITY", "http://id.test", "ARENA_JWT_AUTHORITY is no address of an OpenID provider: write https://HOST/PATH")]
    [InlineData("ARENA_JWT_AUTHORITY", "https://canary@id.test", "ARENA_JWT_AUTHORITY is no address of an OpenID provider")]
    [InlineData("ARENA_JWT_AUTHORITY", "id.test", "ARENA_JWT_AUTHORITY is no address of an OpenID provider")]
    [InlineData("ARENA_JWT_KEYS_FILE", "/nowhere/jwks.json", "ARENA_JWT_KEYS_FILE is '/nowhere/jwks.json', a file that cannot be read: ")]
    [InlineData("ARENA_JWT_ROLES", "boss=canary", "ARENA_JWT_ROLES: 'boss' is no role: write reader, operator or admin.")]
    [InlineData("ARENA_JWT_ROLES", "reader", "ARENA_JWT_ROLES has 'reader': write ROLE=WORD")]
    [InlineData("ARENA_JWT_ROLES", "reader=a,admin=a", "ARENA_JWT_ROLES: 'a' makes two roles")]
    [InlineData("ARENA_JWT_ROLES", ",", "ARENA_JWT_ROLES names no role")]
    public void A_setting_that_cannot_be_used_is_refused(string variable, string value, string told)
    {
        var problem = Problems((variable, value), ("ARENA_JWT_AUDIENCE", "a"))[0];

        Assert.StartsWith(told, problem, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("canary", "is no JSON Web Key Set. Write what the issuer publishes at its jwks_uri")]
    [InlineData("[]", "is no JSON Web Key Set")]
    [InlineData("{}", "has no RSA key of 2048 bits or more and no key on a curve")]
    [InlineData("""{"keys": [{"kty": "oct", "k": "Y2FuYXJ5"}]}""", "key 1 is symmetric, so whoever checks tokens could make them")]
    [InlineData("""{"keys": [{"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA", "d": "Y2FuYXJ5"}]}""", "key 1 has its private part in it")]
    public void A_file_of_keys_that_must_not_be_is_refused_without_a_word_of_it(string text, string told)
    {
        var refusal = Assert.Throws<ArgumentException>(() => IssuerKeysFile.Parse(text, "jwks.json"));

        Assert.Contains(told, refusal.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("canary", refusal.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Y2FuYXJ5", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_that_is_too_short_is_no_key()
    {
        using var rsa = RSA.Create(1024);
        var shared = rsa.ExportParameters(includePrivateParameters: false);
        var text = $$"""{"keys": [{"kty": "RSA", "n": "{{TestIssuer.Encoded(shared.Modulus!)}}", "e": "AQAB"}]}""";

        var refusal = Assert.Throws<ArgumentException>(() => IssuerKeysFile.Parse(text, "jwks.json"));

        Assert.Contains("has no RSA key of 2048 bits", refusal.Message, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private static JsonObject Claims(params string[] roles) => TestIssuer.Claims(Now, roles);

    private static JsonObject With(JsonObject claims, string name, JsonNode value)
    {
        claims[name] = value;
        return claims;
    }

    private static JsonObject Without(JsonObject claims, string name)
    {
        Assert.True(claims.Remove(name));
        return claims;
    }

    private async Task RefusesAsync(string token, string told, params (string, string)[] settings)
    {
        var admission = await CheckAsync(token, settings);

        Assert.Equal((null, false), (admission.Caller, admission.IsForLater));
        Assert.Contains(told, admission.Problem, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", admission.Problem, StringComparison.Ordinal);
        // No part of a token is told; the algorithm's names are short words of its header.
        Assert.All(token.Split('.').Where(part => part.Length > 5), part => Assert.DoesNotContain(part, admission.Problem, StringComparison.Ordinal));
    }

    private async Task<Admission> CheckAsync(string token, params (string, string)[] settings)
    {
        using var access = Access(settings);
        return await access.AdmitAsync($"Bearer {token}", Token);
    }

    private AccessControl Access(params (string, string)[] settings) => new(
        Configuration([("ARENA_JWT_KEYS_FILE", KeysPath), ("ARENA_JWT_ISSUER", TestIssuer.Name), ("ARENA_JWT_AUDIENCE", TestIssuer.Audience), .. settings]),
        time, NullLoggerFactory.Instance);

    private static IReadOnlyList<string> Problems(params (string, string)[] settings) =>
        ServiceSettings.Problems(Configuration([("ARENA_BUS", "amqp://broker"), .. settings]), []);

    private static IConfiguration Configuration((string Variable, string Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.GroupBy(setting => setting.Variable)
            .Select(setting => new KeyValuePair<string, string?>(setting.Key, setting.Last().Value))).Build();
}
