using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace ArenaLearning.Hosting.Access;

/// <summary>
/// A file of keys: a line for each, with name, role and SHA-256 of the key, for example <c>grafana reader 9f86d0...</c>. Empty lines and
/// those that begin with <c>#</c> say nothing. Keys are 32 random bytes, so that a plain hash of one cannot be guessed back.
/// </summary>
public static partial class KeysFile
{
    internal const string What = "The file of keys";

    private const string KeyPrefix = "arena_";
    private const int KeyBytes = 32;

    /// <summary>A new key.</summary>
    /// <returns>The key, which is to be shown once and kept by its bearer, and what the file keeps of it.</returns>
    /// <exception cref="ArgumentException">The name cannot be used.</exception>
    public static (string Key, AccessKey Kept) NewKey(string name, KeyRole role)
    {
        if (!Name().IsMatch(name)) throw new ArgumentException($"'{name}' is no name of a key: use 1 to 64 letters, digits, dots, dashes and underscores.");
        var key = KeyPrefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(KeyBytes));
        return (key, new(name, role, HashOf(key)));
    }

    public static string LineOf(AccessKey key) => string.Create(CultureInfo.InvariantCulture, $"{key.Name} {WordOf(key.Role)} {key.Sha256}");

    /// <returns>SHA-256 in lower-case hex.</returns>
    public static string HashOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    /// <returns>For example <c>reader</c>.</returns>
    public static string WordOf(KeyRole role) => role.ToString().ToLowerInvariant();

    /// <exception cref="ArgumentException">The word names no role.</exception>
    public static KeyRole RoleOf(string word) => Enum.GetValues<KeyRole>().Where(role => WordOf(role) == word).Select(role => (KeyRole?)role).SingleOrDefault()
        ?? throw new ArgumentException($"'{word}' is no role: write {WordOf(KeyRole.Reader)}, {WordOf(KeyRole.Operator)} or {WordOf(KeyRole.Admin)}.");

    /// <exception cref="ArgumentException">The file cannot be read, or a line of it; names file and line.</exception>
    public static IReadOnlyList<AccessKey> Read(string path)
    {
        try
        {
            return Parse(File.ReadAllLines(path), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException($"{What} {path} cannot be read: {e.Message} {Advice(path)}", e);
        }
    }

    /// <param name="path">For messages.</param>
    /// <exception cref="ArgumentException">A line cannot be read, or two have one name.</exception>
    public static IReadOnlyList<AccessKey> Parse(IReadOnlyList<string> lines, string path)
    {
        var keys = new List<AccessKey>();
        for (var i = 0; i < lines.Count; i++)
        {
            var parts = lines[i].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (parts is [] || parts[0].StartsWith('#')) continue;
            // What is wrong is not repeated: somebody may have put the key itself here.
            if (parts is not [var name, var word, var hash] || !Name().IsMatch(name) || !Hash().IsMatch(hash))
                throw new ArgumentException($"{path}:{i + 1}: a line is NAME ROLE SHA256, with 64 hex digits. {Advice(path)}");
            if (keys.Exists(key => key.Name == name)) throw new ArgumentException($"{path}:{i + 1}: there are two keys named {name}. Take one out.");
            try
            {
                keys.Add(new(name, RoleOf(word), hash.ToLowerInvariant()));
            }
            catch (ArgumentException e)
            {
                throw new ArgumentException($"{path}:{i + 1}: {e.Message}", e);
            }
        }
        return keys;
    }

    private static string Advice(string path) => $"Make one with `arena keys new NAME --role reader --file {path}`.";

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
    private static partial Regex Name();

    [GeneratedRegex("^[0-9A-Fa-f]{64}$")]
    private static partial Regex Hash();
}
