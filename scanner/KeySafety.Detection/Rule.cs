namespace KeySafety.Detection;

/// <summary>One kind of secret: what it looks like, where that is documented, and the proof that the rule works.</summary>
/// <remarks>A rule is data. Adding one is one entry in the file of its domain under <c>Rules/</c>; no host changes.</remarks>
public sealed record Rule
{
    /// <summary>Identity, kebab-case: <c>stripe-secret-key</c>. Never reused, even after the rule is retired.</summary>
    public required string Name { get; init; }

    /// <summary>What a person calls it: <c>Stripe secret key</c>.</summary>
    public required string Title { get; init; }

    /// <summary>URL of the vendor's own documentation of the format (or of the credential, where no format is stated).</summary>
    public required string Format { get; init; }

    /// <summary>
    /// ASCII literals, at least one of which stands in or before every match; the fast path looks for these alone.
    /// Three characters or more, compared case-insensitively only if <see cref="IgnoreCase"/>.
    /// </summary>
    public required IReadOnlyList<string> Keywords { get; init; }

    /// <summary>
    /// A regular expression of the linear-time subset (no lookaround, no back-reference: <c>RegexOptions.NonBacktracking</c>
    /// accepts it). A group named <c>secret</c> is the secret where it is not the whole match. ASCII classes only
    /// (<c>[0-9A-Za-z]</c>, not <c>\w</c> or <c>\d</c>). Word boundaries as <c>\b</c>.
    /// </summary>
    public required string Pattern { get; init; }

    /// <summary>Whether keywords and pattern ignore ASCII case.</summary>
    public bool IgnoreCase { get; init; }

    /// <summary>Shannon entropy of the secret, in bits per character, below which it is no finding; 0 accepts all.</summary>
    public double MinEntropy { get; init; }

    /// <summary>Confidence where <see cref="Check"/> is null or passes.</summary>
    public Confidence Confidence { get; init; } = Confidence.High;

    /// <summary>Offline check of the checksum or structure that the format carries; a failure demotes to low.</summary>
    public SecretCheck? Check { get; init; }

    /// <summary>What to do about a leak, one or two sentences in the imperative.</summary>
    public required string Remedy { get; init; }

    /// <summary>Templates of texts that hold exactly one finding of this rule; see <c>Template</c> for the notation.</summary>
    public required IReadOnlyList<string> Examples { get; init; }

    /// <summary>Templates of texts in which this rule finds nothing.</summary>
    public IReadOnlyList<string> NegativeExamples { get; init; } = [];
}

/// <summary>Whether a secret's own checksum or structure holds.</summary>
/// <param name="secret">The secret as matched, without quotes or prefix words.</param>
/// <returns>True where it verifies. Never throws, whatever the text.</returns>
public delegate bool SecretCheck(ReadOnlySpan<char> secret);
