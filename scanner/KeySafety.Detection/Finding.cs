using System.Security.Cryptography;
using System.Text;

namespace KeySafety.Detection;

/// <summary>A rule matched here.</summary>
public sealed record Finding
{
    /// <summary>The rule that matched.</summary>
    public required Rule Rule { get; init; }

    /// <summary>How sure the finding is; may be below the rule's own confidence where a checksum failed.</summary>
    public required Confidence Confidence { get; init; }

    /// <summary>Where the secret starts, 0-based: bytes of the content, or UTF-16 units of a candidate's text.</summary>
    public required int Start { get; init; }

    /// <summary>Length of the secret in the unit of <see cref="Start"/>.</summary>
    public required int Length { get; init; }

    /// <summary>Line of the first character, 1-based.</summary>
    public required int Line { get; init; }

    /// <summary>Column of the first character, 1-based, in UTF-16 units.</summary>
    public required int Column { get; init; }

    /// <summary>Line of the last character, 1-based.</summary>
    public required int EndLine { get; init; }

    /// <summary>Column behind the last character, 1-based, in UTF-16 units.</summary>
    public required int EndColumn { get; init; }

    /// <summary>The secret, which prints redacted.</summary>
    public required SecretText Secret { get; init; }

    /// <summary>
    /// The finding's stable identity: 16 hexadecimal digits from SHA-256 over the rule's name and the secret, so it
    /// survives moved lines and renamed files. Who guesses a weak password can confirm it by this value; a file that is
    /// published should hold a keyed hash instead.
    /// </summary>
    public string Fingerprint
    {
        get
        {
            using var sha = SHA256.Create();
#pragma warning disable CA1850 // netstandard2.0 has no static HashData
            var hash = sha.ComputeHash(Encoding.UTF8.GetBytes(Rule.Name + "\0" + Secret.Expose()));
#pragma warning restore CA1850
            var text = new StringBuilder(16);
            for (var i = 0; i < 8; i++)
                text.Append(hash[i].ToString("x2", System.Globalization.CultureInfo.InvariantCulture));
            return text.ToString();
        }
    }
}
