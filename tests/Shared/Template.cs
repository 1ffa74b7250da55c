using System.Globalization;
using System.Text;

namespace KeySafety.Tests;

/// <summary>Expands templates of credentials, so that the repository holds none: the same template and seed give the same text.</summary>
/// <remarks>
/// <code>
/// {base62:24}        24 random characters of a class; {base62:24-99} a random number of them, {base62:24+} 24 to 40
/// {one:live|test}    one of the words
/// {uuid}             a version 4 UUID
/// {words:3}          three English words, joined by _; {phrase:12} twelve different ones, by spaces
/// {base64of:hex:40}  another part, base64 encoded
/// {{ and }}          literal braces
/// {github:ghp}       a generator with a structure of its own, see <see cref="Issuer"/>
/// </code>
/// Classes: digits, hex, HEX, anyhex, lower, upper, letters, alnum (0-9a-z), ALNUM, base32, base58, base62, word (base62 and _),
/// base64, base64url, dotted (base64url and .), symbols (printable ASCII without quotes, braces and space).
/// </remarks>
internal static class Template
{
    private const string Digits = "0123456789";
    private const string Lower = "abcdefghijklmnopqrstuvwxyz";
    private const string Upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    private static readonly string[] Words =
    [
        "river", "stone", "maple", "cloud", "ember", "pixel", "tiger", "ocean", "comet", "amber", "cedar", "raven",
        "linen", "vivid", "quiet", "brave", "sunny", "frost", "north", "delta", "piano", "lemon", "hazel", "orbit",
    ];

    private static readonly Dictionary<string, string> Classes = new(StringComparer.Ordinal)
    {
        ["digits"] = Digits,
        ["hex"] = Digits + "abcdef",
        ["HEX"] = Digits + "ABCDEF",
        ["anyhex"] = Digits + "abcdefABCDEF",
        ["lower"] = Lower,
        ["upper"] = Upper,
        ["letters"] = Upper + Lower,
        ["alnum"] = Digits + Lower,
        ["ALNUM"] = Digits + Upper,
        ["base32"] = Upper + "234567",
        ["base58"] = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz",
        ["base62"] = Digits + Upper + Lower,
        ["word"] = Digits + Upper + Lower + "_",
        ["base64"] = Upper + Lower + Digits + "+/",
        ["base64url"] = Upper + Lower + Digits + "-_",
        ["dotted"] = Upper + Lower + Digits + "-_.",
        ["symbols"] = Digits + Upper + Lower + "!#%&*+-./:;?@^_~",
    };

    /// <summary>The text of a template for a seed.</summary>
    /// <exception cref="FormatException">The template has an unknown part or an unpaired brace.</exception>
    public static string Expand(string template, int seed)
    {
        var random = new Random(HashCode(template) ^ seed);
        var text = new StringBuilder();
        for (var i = 0; i < template.Length; i++)
        {
            var c = template[i];
            if (c is '{' or '}' && i + 1 < template.Length && template[i + 1] == c)
            {
                text.Append(c);
                i++;
            }
            else if (c == '{')
            {
                var close = template.IndexOf('}', i);
                if (close < 0)
                    throw new FormatException($"Unpaired brace in: {template}");
                text.Append(Part(template[(i + 1)..close], random));
                i = close;
            }
            else
            {
                text.Append(c);
            }
        }

        return text.ToString();
    }

    /// <summary>Random characters of a class, by its name in templates.</summary>
    public static string Run(Random random, string characterClass, int length) =>
        new(random.GetItems<char>(Classes[characterClass], length));

    private static string Part(string part, Random random)
    {
        var colon = part.IndexOf(':', StringComparison.Ordinal);
        var kind = colon < 0 ? part : part[..colon];
        var argument = colon < 0 ? "" : part[(colon + 1)..];
        if (Classes.ContainsKey(kind))
            return Run(random, kind, Length(argument, random));

        return kind switch
        {
            "one" => argument.Split('|') is var words ? words[random.Next(words.Length)] : "",
            "phrase" => string.Join(' ', Words.OrderBy(_ => random.Next()).Take(Length(argument, random))),
            "words" => string.Join('_', random.GetItems(Words, Length(argument, random))),
            "uuid" => Uuid(random),
            "base64of" => Convert.ToBase64String(Encoding.ASCII.GetBytes(Part(argument, random))),
            _ => Issuer.Issue(kind, argument, random) ?? throw new FormatException($"Unknown template part: {{{part}}}"),
        };
    }

    private static int Length(string text, Random random)
    {
        if (text.EndsWith('+'))
            return Number(text[..^1]) + random.Next(17);

        var dash = text.IndexOf('-', StringComparison.Ordinal);
        return dash < 0 ? Number(text) : random.Next(Number(text[..dash]), Number(text[(dash + 1)..]) + 1);
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static string Uuid(Random random)
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        bytes[7] = (byte)((bytes[7] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes).ToString();
    }

    // string.GetHashCode differs from run to run.
    private static int HashCode(string text) => text.Aggregate(17, (hash, c) => unchecked(hash * 31 + c));
}
