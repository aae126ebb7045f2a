using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace ArenaLearning.Arena.Reports;

/// <summary>
/// A piece of markup. The only ways to make one from a value are <see cref="Of"/> and <see cref="Text"/>, which escape
/// it, so that no name that a campaign file or a checkpoint brings can become markup.
/// </summary>
public readonly record struct Html
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);
    private readonly string? markup;

    private Html(string markup) => this.markup = markup;

    public static Html Empty { get; }

    /// <summary>An interpolated string whose literal parts are markup and whose holes are escaped text or <see cref="Html"/>.</summary>
    public static Html Of(Interpolated markup) => new(markup.ToString());

    public static Html Text(string text) => new(Encoder.Encode(text));

    /// <summary>Content of a <c>style</c> element: a literal of this project, never a value.</summary>
    internal static Html Style(string css) => new($"<style>\n{css}\n</style>");

    public static Html Join(IEnumerable<Html> parts) => new(string.Join('\n', parts));

    public override string ToString() => markup ?? "";

    [InterpolatedStringHandler]
    public readonly ref struct Interpolated(int literalLength, int formattedCount)
    {
        private readonly StringBuilder builder = new(literalLength + 16 * formattedCount);

        public void AppendLiteral(string markup) => builder.Append(markup);

        public void AppendFormatted(Html html) => builder.Append(html.ToString());

        public void AppendFormatted(IEnumerable<Html> parts) => builder.AppendJoin('\n', parts);

        public void AppendFormatted(string? text) => builder.Append(Encoder.Encode(text ?? ""));

        public void AppendFormatted<T>(T value, string? format = null) where T : IFormattable =>
            builder.Append(Encoder.Encode(value.ToString(format, CultureInfo.InvariantCulture)));

        public override string ToString() => builder.ToString();
    }
}
