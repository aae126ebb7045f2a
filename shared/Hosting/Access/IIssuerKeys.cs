namespace ArenaLearning.Hosting.Access;

/// <summary>The keys that an issuer of tokens signs with, wherever they are read.</summary>
internal interface IIssuerKeys
{
    /// <exception cref="ArgumentException">They cannot be read now; the message says why.</exception>
    Task<IssuerKeys> ReadAsync(CancellationToken cancellationToken);

    /// <summary>A token was signed with none of them: the issuer may have a new one.</summary>
    void Doubt();
}
