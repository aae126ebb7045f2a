using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace ArenaLearning.Services.Tests.Api;

/// <summary>An issuer of tokens, made by hand of RFC 7515, 7518 and 7519: no library's view of them is in it.</summary>
internal sealed class TestIssuer
{
    public const string Name = "https://issuer.test/arena", Audience = "arena-tests";

    private readonly Func<byte[], byte[]> sign;
    private readonly string id = Guid.NewGuid().ToString("N"), algorithm, key;

    private TestIssuer(string algorithm, string key, byte[] publicKey, Func<byte[], byte[]> sign) =>
        (this.algorithm, this.key, this.sign, PublicKey) = (algorithm, key, sign, publicKey);

    /// <summary>What it publishes.</summary>
    public string Jwks => $$"""{"keys": [{"kid": "{{id}}", "use": "sig", {{key}}}]}""";

    /// <summary>The public key as a password, for who would sign with it.</summary>
    public byte[] PublicKey { get; }

    public JsonObject Header => new() { ["alg"] = algorithm, ["typ"] = "JWT", ["kid"] = id };

    /// <summary>One that signs with RSA.</summary>
    public static TestIssuer OfRsa()
    {
        var rsa = RSA.Create(2048);
        var shared = rsa.ExportParameters(includePrivateParameters: false);
        return new(
            "RS256", $"\"kty\": \"RSA\", \"n\": \"{Encoded(shared.Modulus!)}\", \"e\": \"{Encoded(shared.Exponent!)}\"",
            Encoding.UTF8.GetBytes(rsa.ExportSubjectPublicKeyInfoPem()), text => rsa.SignData(text, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    /// <summary>One that signs on an elliptic curve.</summary>
    public static TestIssuer OfCurve()
    {
        var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var point = curve.ExportParameters(includePrivateParameters: false).Q;
        return new(
            "ES256", $"\"kty\": \"EC\", \"crv\": \"P-256\", \"x\": \"{Encoded(point.X!)}\", \"y\": \"{Encoded(point.Y!)}\"",
            Encoding.UTF8.GetBytes(curve.ExportSubjectPublicKeyInfoPem()), text => curve.SignData(text, HashAlgorithmName.SHA256));
    }

    /// <summary>Of a token that is let in, for ten minutes from now on.</summary>
    public static JsonObject Claims(DateTimeOffset now, params string[] roles) => new()
    {
        ["iss"] = Name,
        ["aud"] = Audience,
        ["sub"] = "somebody",
        ["iat"] = now.ToUnixTimeSeconds(),
        ["exp"] = now.AddMinutes(10).ToUnixTimeSeconds(),
        ["roles"] = new JsonArray([.. roles.Select(role => (JsonNode)role)]),
    };

    public string Sign(JsonObject claims) => Sign(Header, claims);

    public string Sign(JsonObject header, JsonObject claims) => Sign(header, claims, sign);

    public static string Sign(JsonObject header, JsonObject claims, Func<byte[], byte[]> sign)
    {
        var text = $"{Encoded(Encoding.UTF8.GetBytes(header.ToJsonString()))}.{Encoded(Encoding.UTF8.GetBytes(claims.ToJsonString()))}";
        return $"{text}.{Encoded(sign(Encoding.ASCII.GetBytes(text)))}";
    }

    public static string Encoded(byte[] bytes) => Base64Url.EncodeToString(bytes);
}
