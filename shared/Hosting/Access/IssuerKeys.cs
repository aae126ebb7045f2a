using Microsoft.IdentityModel.Tokens;

namespace ArenaLearning.Hosting.Access;

/// <param name="Issuer">What its tokens have as <c>iss</c>.</param>
/// <param name="Keys">Public keys, none of them symmetric.</param>
internal sealed record IssuerKeys(string Issuer, IReadOnlyList<SecurityKey> Keys);
