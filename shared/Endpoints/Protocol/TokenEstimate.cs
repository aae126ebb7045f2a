namespace ArenaLearning.Endpoints.Protocol;

/// <summary>How many tokens a text has, before a server has counted them.</summary>
public static class TokenEstimate
{
    /// <summary>English has about four characters a token; other languages and code have more tokens.</summary>
    private const int BytesOfToken = 4;

    /// <param name="bytes">Of the text in UTF-8.</param>
    public static int Of(int bytes) => 1 + (bytes / BytesOfToken);
}
