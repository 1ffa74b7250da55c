namespace KeySafety.Detection.Values;

/// <summary>Drops at once what <see cref="SecretJudge"/> would refuse under every name: most texts of a program.</summary>
/// <remarks>
/// Mirrors the judge's conditions without its word lists: 4 to 512 characters, no spaces but in what is far too dense for a
/// sentence, and digits or letters that do not read like words. A property test holds it against the judge: what is dropped here is never a secret there.
/// </remarks>
internal static class ValueFilter
{
    private const int MinLength = 4;
    private const int MaxLength = 512;
    private const int LeastWithSpaces = 19;
    private const int LeastDense = 30;

    /// <summary>Whether the judge could find the value to be a secret.</summary>
    public static bool MayBeSecret(ReadOnlySpan<char> value)
    {
        if (value.StartsWith("token ".AsSpan(), StringComparison.OrdinalIgnoreCase))
            value = value.Slice(6);
        if (value.Length is < MinLength or > MaxLength)
            return false;

        int digits = 0, hexLetters = 0, symbols = 0, others = 0, turns = 0, changes = 0;
        var last = '\0';
        foreach (var c in value)
        {
            if (c is <= ' ' or >= '\u007F')
            {
                if (value.Length < LeastWithSpaces)
                    return false;
                others++;
            }
            else if (IsDigit(c))
            {
                digits++;
                changes += IsLetter(last) ? 1 : 0;
            }
            else if (IsLetter(c))
            {
                hexLetters += (c | 0x20) <= 'f' ? 1 : 0;
                changes += IsDigit(last) ? 1 : 0;
                turns += c <= 'Z' && last is >= 'a' and <= 'z' ? 1 : 0;
            }
            else
            {
                symbols++;
            }

            last = c;
        }

        // Half of the signs that the judge asks for: an escape that it resolves is one of several characters here.
        if (others > 0)
            return SecretJudge.IsAppPassword(value) || (value.Length >= LeastDense && digits > 2 && symbols * 16 >= value.Length);
        if (digits == value.Length)
            return digits >= 6;
        if (digits > 0 && digits + hexLetters == value.Length)
            return true;

        // Above what SecretJudge.Randomness gives; between two humps there is a turn.
        var evidence = (1.5 * changes) + (2.0 * Math.Min(4, symbols)) + (3.0 * turns) + 1.5 - WordLikeness.Evidence(value);
        return evidence >= (digits > 0 ? -12 : 3) || IsWrapped(value);
    }

    // `${NAME:-value}` holds its value, and base64 of `user:password` is judged decoded.
    private static bool IsWrapped(ReadOnlySpan<char> value) => value[0] == '$' || value[value.Length - 1] == '=';

    private static bool IsDigit(char c) => c is >= '0' and <= '9';

    private static bool IsLetter(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z');
}
