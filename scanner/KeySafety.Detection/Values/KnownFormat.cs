namespace KeySafety.Detection.Values;

/// <summary>Judges what a rule's pattern matched.</summary>
internal static class KnownFormat
{
    /// <summary>The rule's confidence; low where the format's own check fails; none for examples and texts with too little entropy.</summary>
    public static Verdict Judge(Rule rule, string secret)
    {
        if (rule.MinEntropy > 0 && Entropy.Of(secret.AsSpan()) < rule.MinEntropy)
            return Verdict.No("has less entropy than an issued one");

        if (KnownExample.Reason(secret.AsSpan()) is { } reason)
            return Verdict.No(reason);

        if (KnownExample.IsPublished(secret))
            return Verdict.No("is printed in public documentation");

        if (rule.Check is { } check)
        {
            return check(secret.AsSpan())
                ? new Verdict(rule.Confidence, "passes its own check")
                : new Verdict(Confidence.Low, "fails the check that issued ones pass");
        }

        if (IsJoinedWords(secret.AsSpan()))
            return Verdict.No("is words joined by hyphens");

        // Without a prefix of its own only randomness tells a value from an identifier.
        return rule.Confidence < Confidence.High && ReadsLikeWords(secret.AsSpan())
            ? Verdict.No("reads like words")
            : new Verdict(rule.Confidence, "has the format");
    }

    // md-test-of-a-package-name, which a format of 22 random letters, digits and hyphens may hit: of those with three hyphens
    // or more not one in a million has no capital and so few digits.
    private static bool IsJoinedWords(ReadOnlySpan<char> secret)
    {
        var classes = CharacterClasses.Of(secret);
        if (classes.Upper > 0 || classes.StrongSymbols > 0 || classes.Digits > 2 || classes.Lower * 3 < classes.Length * 2 || IsHexadecimal(secret))
            return false;

        var joints = 0;
        foreach (var c in secret)
            joints += c is '-' or '_' ? 1 : 0;
        return joints >= 3 && joints == classes.Symbols && WordLikeness.Evidence(secret) > -8;
    }

    private static bool ReadsLikeWords(ReadOnlySpan<char> secret)
    {
        // A variable: creds_with_new_token.
        if (IsLowerWords(secret) && WordLikeness.Evidence(secret) > -4)
            return true;

        // The words that a format begins with (access_, private_) say nothing about what is random in it.
        for (var words = 0; words < 2 && secret.IndexOfAny("_-:.".AsSpan()) is >= 0 and < 13 and var separator; words++)
            secret = secret.Slice(separator + 1);

        // In hexadecimal, letters from a to f alone make pairs such as de and ac that words are full of.
        return !IsHexadecimal(secret) && WordLikeness.Evidence(secret) > 8
            && SecretJudge.Randomness(secret.ToString(), CharacterClasses.Of(secret)) < -8;
    }

    private static bool IsLowerWords(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (c is not ((>= 'a' and <= 'z') or '_' or '-' or '.'))
                return false;
        }

        return true;
    }

    private static bool IsHexadecimal(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (c is not ((>= '0' and <= '9') or (>= 'a' and <= 'f') or (>= 'A' and <= 'F') or '-'))
                return false;
        }

        return true;
    }
}
