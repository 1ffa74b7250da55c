using System.Globalization;
using System.Text;

namespace KeySafety.Detection.Rules;

/// <summary>One part of a shape: literal text, one of several words, or a run of characters of a class.</summary>
internal sealed record ShapePart
{
    private const string Uuid = "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}";

    // An upper end beyond this is left out of the pattern: a linear-time engine pays memory for every repeat it must count.
    private const int MaxCounted = 128;

    // Name, characters, their number, and those of them that are not word characters.
    private static readonly (string Name, string Characters, int Size, string BeyondWords)[] Classes =
    [
        ("digits", "0-9", 10, ""),
        ("hex", "0-9a-f", 16, ""),
        ("HEX", "0-9A-F", 16, ""),
        ("anyhex", "0-9a-fA-F", 16, ""),
        ("lower", "a-z", 26, ""),
        ("upper", "A-Z", 26, ""),
        ("letters", "A-Za-z", 52, ""),
        ("alnum", "0-9a-z", 36, ""),
        ("ALNUM", "0-9A-Z", 36, ""),
        ("base32", "A-Z2-7", 32, ""),
        ("base58", "1-9A-HJ-NP-Za-km-z", 58, ""),
        ("base62", "0-9A-Za-z", 62, ""),
        ("word", "0-9A-Za-z_", 63, ""),
        ("base64", "0-9A-Za-z+/", 64, "+/="),
        ("base64url", "0-9A-Za-z_-", 64, "-"),
        ("dotted", "0-9A-Za-z_.-", 65, "-"),
    ];

    /// <summary>The text of a literal; empty otherwise.</summary>
    public string Literal { get; private init; } = "";

    /// <summary>The words of <c>{one:a|b}</c>; null otherwise.</summary>
    public IReadOnlyList<string>? Words { get; private init; }

    /// <summary>Fewest characters of a class.</summary>
    public int MinLength { get; private init; }

    /// <summary>Whether the pattern of the run has no upper end.</summary>
    public bool IsOpen { get; private init; }

    /// <summary>Number of characters in the class; 0 for a literal.</summary>
    public int AlphabetSize { get; private init; }

    /// <summary>Characters of the class that <c>\b</c> does not see as a word's, in the notation of a pattern's class.</summary>
    public string BeyondWords { get; private init; } = "";

    private string Pattern { get; init; } = "";

    /// <summary>Splits a shape into its parts.</summary>
    public static IReadOnlyList<ShapePart> Parse(string shape)
    {
        var parts = new List<ShapePart>();
        for (var i = 0; i < shape.Length;)
        {
            var open = shape.IndexOf('{', i);
            if (open != i)
            {
                var literal = open < 0 ? shape.Substring(i) : shape.Substring(i, open - i);
                var end = literal[literal.Length - 1];
                parts.Add(new ShapePart { Literal = literal, Pattern = Escape(literal), BeyondWords = end == '=' ? "=" : "" });
                i += literal.Length;
                continue;
            }

            var close = shape.IndexOf('}', open);
            parts.Add(Run(shape.Substring(open + 1, close - open - 1)));
            i = close + 1;
        }

        return parts;
    }

    /// <summary>The pattern that matches all that the parts can be.</summary>
    public static string ToPattern(IReadOnlyList<ShapePart> parts) => string.Concat(parts.Select(part => part.Pattern));

    /// <summary>The shape with a third of every run: too short to be one, also where another shape is half as long.</summary>
    public static string Shorten(string shape)
    {
        var text = new StringBuilder();
        for (var i = 0; i < shape.Length; i++)
        {
            if (shape[i] != '{')
            {
                text.Append(shape[i]);
                continue;
            }

            var close = shape.IndexOf('}', i);
            var run = shape.Substring(i + 1, close - i - 1);
            var colon = run.IndexOf(':');
            text.Append(
                run == "uuid" ? "{hex:8}-{hex:4}"
                : run.StartsWith("one:", StringComparison.Ordinal) ? $"{{{run}}}"
                : $"{{{run.Substring(0, colon)}:{Lengths(run.Substring(colon + 1)).Min / 3}}}");
            i = close;
        }

        return text.ToString();
    }

    /// <summary>The shape with given characters, in turn and as far as a run's class has them, in place of every run.</summary>
    public static string Fill(string shape, string characters)
    {
        var text = new StringBuilder();
        for (var i = 0; i < shape.Length;)
        {
            if (shape[i] != '{')
            {
                text.Append(shape[i++]);
                continue;
            }

            var close = shape.IndexOf('}', i);
            var run = shape.Substring(i + 1, close - i - 1);
            var part = Run(run);
            text.Append(part.Words?[0]);
            for (var n = 0; n < part.MinLength; n++)
                text.Append(characters[n % Math.Min(characters.Length, part.AlphabetSize)]);
            i = close + 1;
        }

        return text.ToString();
    }

    /// <summary>Literal text as a pattern; unlike <c>Regex.Escape</c> it leaves spaces and # as they are.</summary>
    public static string Escape(string literal)
    {
        var text = new StringBuilder(literal.Length);
        foreach (var c in literal)
        {
            if (c is '.' or '$' or '^' or '(' or ')' or '[' or ']' or '*' or '+' or '?' or '|' or '\\' or '{' or '}')
                text.Append('\\');
            text.Append(c);
        }

        return text.ToString();
    }

    private static ShapePart Run(string run)
    {
        if (run == "uuid")
            return new ShapePart { Pattern = Uuid, MinLength = 32, AlphabetSize = 16 };

        var colon = run.IndexOf(':');
        var kind = run.Substring(0, colon);
        var argument = run.Substring(colon + 1);
        if (kind == "one")
        {
            var words = argument.Split('|');
            return new ShapePart { Words = words, Pattern = $"(?:{string.Join("|", words.Select(Escape))})" };
        }

        var (_, characters, size, beyondWords) = Classes.First(known => known.Name == kind);
        var (min, max) = Lengths(argument);
        var repeat = max == min ? $"{{{min}}}" : max > MaxCounted ? $"{{{min},}}" : $"{{{min},{max}}}";
        return new ShapePart
        {
            Pattern = $"[{characters}]{repeat}",
            MinLength = min,
            IsOpen = max > MaxCounted,
            AlphabetSize = size,
            BeyondWords = beyondWords,
        };
    }

    /// <summary>Reads <c>40</c>, <c>24-99</c> or <c>24+</c>.</summary>
    private static (int Min, int Max) Lengths(string text)
    {
        if (text[text.Length - 1] == '+')
            return (Number(text.Substring(0, text.Length - 1)), int.MaxValue);

        var dash = text.IndexOf('-');
        return dash < 0
            ? (Number(text), Number(text))
            : (Number(text.Substring(0, dash)), Number(text.Substring(dash + 1)));
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
