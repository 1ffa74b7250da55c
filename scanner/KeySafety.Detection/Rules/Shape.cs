namespace KeySafety.Detection.Rules;

/// <summary>Turns the shape of a credential, written once in the notation of example templates, into a rule.</summary>
/// <remarks>
/// <para>
/// Nine in ten credentials are either a telling prefix and a random tail, or a random value that only the vendor's name
/// beside it gives away. For both, pattern, entropy floor, examples and negative examples follow from the shape, so a rule
/// is one line and cannot contradict itself. A format with a structure of its own is written out as a <see cref="Rule"/>.
/// </para>
/// <code>
/// lin_api_{base62:40}           literal text, then 40 base62 characters
/// pat{one:na|eu}1-{hex:8-12}    one of two words; 8 to 12 characters; {hex:8+} has no upper end
/// {uuid}                        8-4-4-4-12 hexadecimal digits of either case
/// </code>
/// <para>Classes: <see cref="ShapePart"/>. All other characters stand for themselves.</para>
/// </remarks>
internal static class Shape
{
    // What a name says when its value is a credential; the vendor's name alone is not enough (ids, checksums, versions).
    // Not among them: "auth" (author), "sign" (signature, design), "account" and "client" (their ids are no secrets).
    private const string SecretWord =
        "(?:key|token|secret|passw|passphrase|pwd|_pass|api|access|cred|bearer|private|licen[sc]e|webhook|signing)";

    // From the name to the value: quotes, brackets, the operators of programming and markup languages, and line breaks,
    // because Kubernetes and many other files put `name:` and `value:` on two lines.
    private const string Binding =
        "[\\s=:>,(|?\"'`\\[\\]\\\\@!<{]{1,24}(?:(?:value|bearer|token|basic|default|string)[\\s=:>\"'`(]{1,6})?";

    /// <summary>What stands before a credential: the end of a word, or an escape whose last letter only looks like a part of it.</summary>
    /// <remarks><c>"\nghp_..."</c>, <c>q=%22ghp_...</c>: the escapes of line breaks and of the signs that URLs hold in this form.</remarks>
    internal const string Start = @"(?:\b|\\[nrt]|%[0-7][0-9A-Fa-f])";

    /// <summary>A credential that its own prefix gives away, wherever it stands.</summary>
    /// <param name="name">Identity of the rule.</param>
    /// <param name="title">What a person calls it.</param>
    /// <param name="format">The vendor's documentation.</param>
    /// <param name="shapes">The shapes it is issued in; each starts with a literal of three characters or more.</param>
    /// <param name="revokeAt">Where its owner revokes it.</param>
    /// <param name="confidence">Lower where others could use the same prefix.</param>
    /// <param name="check">Offline check of the structure.</param>
    public static Rule Token(
        string name,
        string title,
        string format,
        string[] shapes,
        string revokeAt,
        Confidence confidence = Confidence.High,
        SecretCheck? check = null)
    {
        var parsed = Array.ConvertAll(shapes, ShapePart.Parse);
        var variable = name.Replace('-', '_');
        var last = shapes[shapes.Length - 1];
        return new Rule
        {
            Name = name,
            Title = title,
            Format = format,
            Keywords = [.. parsed.SelectMany(Keywords).Distinct(StringComparer.Ordinal)],
            Pattern = $"{Start}(?<secret>{Alternatives(parsed)}){End(parsed)}",
            MinEntropy = shapes.Min(EntropyFloor),
            Confidence = confidence,
            Check = check,
            Remedy = Revoke(revokeAt),
            Examples =
            [
                .. shapes.Select(shape => $"{variable} = \"{shape}\""),
                $"export {variable.ToUpperInvariant()}={last}",
                $"curl -H 'Authorization: Bearer {shapes[0]}' https://{{lower:8}}.example",
                $"  \"value\": \"{last}\",",
            ],
            NegativeExamples =
            [
                .. shapes.Select(shape => $"{variable} = \"{ShapePart.Shorten(shape)}\""),
                .. shapes.Select(shape => $"{variable} = \"{ShapePart.Fill(shape, "x")}\""),
                $"{variable} = \"x{shapes[0]}\"",
            ],
        };
    }

    /// <summary>A credential without a prefix, found where a name that holds the vendor's and a secret's word is bound to it.</summary>
    /// <param name="name">Identity of the rule.</param>
    /// <param name="title">What a person calls it.</param>
    /// <param name="format">The vendor's documentation.</param>
    /// <param name="vendors">How names of the vendor's settings begin, in lower case; any casing is found.</param>
    /// <param name="shapes">The shapes it is issued in.</param>
    /// <param name="revokeAt">Where its owner revokes it.</param>
    /// <param name="check">Offline check of the structure.</param>
    public static Rule Named(
        string name,
        string title,
        string format,
        string[] vendors,
        string[] shapes,
        string revokeAt,
        SecretCheck? check = null)
    {
        var parsed = Array.ConvertAll(shapes, ShapePart.Parse);
        var variable = vendors[0].Replace('-', '_').Replace('.', '_');
        var last = shapes[shapes.Length - 1];
        return new Rule
        {
            Name = name,
            Title = title,
            Format = format,
            Keywords = vendors,
            IgnoreCase = true,
            Pattern = $@"(?:{string.Join("|", vendors.Select(ShapePart.Escape))})[0-9a-z_. \t-]{{0,20}}{SecretWord}[0-9a-z_. \t-]{{0,12}}"
                + $"{Binding}(?<secret>{Alternatives(parsed)}){End(parsed)}",
            MinEntropy = shapes.Min(EntropyFloor),
            Confidence = Confidence.Medium,
            Check = check,
            Remedy = Revoke(revokeAt),
            Examples =
            [
                .. shapes.Select(shape => $"{variable}_api_key = \"{shape}\""),
                $"export {variable.ToUpperInvariant()}_TOKEN={shapes[0]}",
                $"  \"{variable}Secret\": \"{last}\",",
                $"<add key=\"{variable}.ApiKey\" value=\"{last}\" />",
                $"        - name: {variable.ToUpperInvariant()}_API_KEY\n          value: {shapes[0]}\n",
            ],
            NegativeExamples =
            [
                $"other_api_key = \"{shapes[0]}\"",
                $"{variable} = \"{shapes[0]}\"",
                .. shapes.Select(shape => $"{variable}_api_key = \"{ShapePart.Shorten(shape)}\""),
                .. shapes.Select(shape => $"{variable}_api_key = \"{ShapePart.Fill(shape, "x")}\""),
            ],
        };
    }

    /// <summary>The remedy of a credential that is simply revoked and issued anew.</summary>
    public static string Revoke(string at) =>
        $"Revoke it in {at}, issue a new one and read that from the environment or a secret store.";

    private static string Alternatives(IReadOnlyList<ShapePart>[] shapes) =>
        shapes.Length == 1 ? ShapePart.ToPattern(shapes[0])
        : "(?:" + string.Join("|", shapes.Select(ShapePart.ToPattern)) + ")";

    /// <summary>What must follow, so that a longer word is not taken for a credential at its start.</summary>
    private static string End(IReadOnlyList<ShapePart>[] shapes)
    {
        var beyondWords = string.Concat(shapes.Select(shape => shape[shape.Count - 1].BeyondWords));
        // A prefix of letters alone also turns up within base64, which would go on with one of its signs. A slash is told from
        // one in a URL only where the length does not speak for the credential.
        foreach (var shape in shapes)
        {
            if (shape[0].Literal.Length > 0 && shape[0].Literal.All(char.IsLetterOrDigit))
                beyondWords += shape[shape.Count - 1].IsOpen ? "+/=" : "+=";
        }

        // The dash comes last, where a class takes it for itself.
        var signs = string.Concat(beyondWords.Distinct().OrderBy(c => c == '-'));
        return signs.Length == 0 ? @"\b" : $"(?:[^0-9A-Za-z_{signs}]|$)";
    }

    /// <summary>The literal text that a shape begins with, up to its first run of characters.</summary>
    private static List<string> Keywords(IReadOnlyList<ShapePart> shape)
    {
        List<string> prefixes = [""];
        foreach (var part in shape)
        {
            if (part.AlphabetSize > 0)
                break;
            prefixes = [.. prefixes.SelectMany(prefix => (part.Words ?? [part.Literal]).Select(word => prefix + word))];
        }

        return prefixes;
    }

    // Between a placeholder of this shape (rows of x) and the most varied text of it; nearer to the placeholder than to a
    // random text, which falls a little short of the most varied one. The catalog test tries many of both.
    private static double EntropyFloor(string shape)
    {
        var placeholder = Bits(ShapePart.Fill(shape, "x"));
        var varied = Bits(ShapePart.Fill(shape, "0e5a9f3c7b1d8264ghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"));
        return Math.Round(placeholder + 0.55 * (varied - placeholder), 1);
    }

    private static double Bits(string text)
    {
        Span<int> counts = stackalloc int[128];
        counts.Clear();
        foreach (var c in text)
            counts[c & 127]++;

        var bits = 0.0;
        foreach (var count in counts)
            bits -= count == 0 ? 0 : (double)count / text.Length * Math.Log((double)count / text.Length, 2);
        return bits;
    }
}
