using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using KeySafety.Detection;

namespace KeySafety.Analyzers.Configuration;

/// <summary>Values that a setting accepts, so that none of them need stand there itself.</summary>
/// <remarks>Asked for findings alone, of which there are few.</remarks>
internal sealed class AllowedValues
{
    private const string HashPrefix = "sha256:";
    private const string RegexPrefix = "regex:";
    private const int HashDigits = 64;
    private const int FingerprintDigits = 16;

    // An expression that takes longer on one value was made to; the value is then reported.
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(50);

    private readonly HashSet<string> _hashes;
    private readonly ImmutableArray<Regex> _expressions;

    private AllowedValues(HashSet<string> hashes, ImmutableArray<Regex> expressions)
    {
        _hashes = hashes;
        _expressions = expressions;
    }

    /// <summary>Accepts nothing.</summary>
    public static AllowedValues None { get; } = new([], ImmutableArray<Regex>.Empty);

    /// <summary>Reads entries; what cannot be read is told by its number, since it may be a secret.</summary>
    public static AllowedValues Parse(IEnumerable<string> entries, Action<string> complain)
    {
        var hashes = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var expressions = ImmutableArray.CreateBuilder<Regex>();
        var number = 0;
        foreach (var entry in entries)
        {
            number++;
            if (entry.StartsWith(RegexPrefix, StringComparison.Ordinal))
            {
                if (TryCreate(entry.Substring(RegexPrefix.Length)) is { } expression)
                    expressions.Add(expression);
                else
                    complain($"entry {number} is no regular expression");
            }
            else if (IsHash(entry))
            {
                hashes.Add(entry);
            }
            else
            {
                complain($"entry {number} is neither a fingerprint (16 hexadecimal digits), sha256: and 64 digits, nor regex: and an expression");
            }
        }

        return new(hashes, expressions.ToImmutable());
    }

    /// <summary>Whether a finding's value is accepted.</summary>
    public bool Accept(Finding finding) =>
        (_hashes.Count > 0 && (_hashes.Contains(finding.Fingerprint) || _hashes.Contains(HashPrefix + Sha256(finding.Secret.Expose()))))
        || _expressions.Any(expression => IsMatch(expression, finding.Secret.Expose()));

    private static bool IsHash(string entry)
    {
        var isSha = entry.StartsWith(HashPrefix, StringComparison.OrdinalIgnoreCase);
        var digits = isSha ? entry.Substring(HashPrefix.Length) : entry;
        return digits.Length == (isSha ? HashDigits : FingerprintDigits) && digits.All(Uri.IsHexDigit);
    }

    private static Regex? TryCreate(string pattern)
    {
        try
        {
            return pattern.Length == 0 ? null : new Regex(pattern, RegexOptions.CultureInvariant, Limit);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static bool IsMatch(Regex expression, string value)
    {
        try
        {
            return expression.IsMatch(value);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

    private static string Sha256(string value)
    {
        using var sha = SHA256.Create();
        return string.Concat(sha.ComputeHash(Encoding.UTF8.GetBytes(value)).Select(item => item.ToString("x2", CultureInfo.InvariantCulture)));
    }
}
