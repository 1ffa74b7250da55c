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

        int digits = 0, hexLetters = 0, symbols = 0, others = 0, humps = 0, changes = 0;
        var (last, beforeLast) = ('\0', '\0');
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
                humps += IsHump(beforeLast, last, c) ? 1 : 0;
            }
            else
            {
                symbols++;
            }

            (beforeLast, last) = (last, c);
        }

        // Half of the signs that the judge asks for: an escape that it resolves is one of several characters here.
        if (others > 0)
            return SecretJudge.IsAppPassword(value) || Passphrase.IsPhrase(value) || (value.Length >= LeastDense && digits > 2 && symbols * 16 >= value.Length);
        if (digits == value.Length)
            return digits >= 6;
        if (digits > 0 && digits + hexLetters == value.Length)
            return true;

        // At least what SecretJudge.Randomness gives, against the least that it asks of a password.
        var evidence = (1.5 * changes) + (2.0 * Math.Min(4, symbols)) + (1.5 * humps) - WordLikeness.Evidence(value);
        return evidence >= (digits > 0 ? double.MinValue : 1.5) || IsWrapped(value) || Passphrase.IsPhrase(value);
    }

    // `${NAME:-value}` holds its value, and base64 of `user:password` is judged decoded.
    private static bool IsWrapped(ReadOnlySpan<char> value) => value[0] == '$' || value[value.Length - 1] == '=';

    // As SecretJudge counts them: short ones alone, which camelCase has few of.
    private static bool IsHump(char first, char second, char third) => IsUpper(third)
        ? IsLower(second) && !IsLower(first)
        : IsUpper(second) && IsUpper(first);

    private static bool IsUpper(char c) => c is >= 'A' and <= 'Z';

    private static bool IsLower(char c) => c is >= 'a' and <= 'z';

    private static bool IsDigit(char c) => c is >= '0' and <= '9';

    private static bool IsLetter(char c) => IsLower(c) || IsUpper(c);
}
