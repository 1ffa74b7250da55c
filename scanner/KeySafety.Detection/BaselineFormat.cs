using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace KeySafety.Detection;

/// <summary>The lines of a baseline file: the one definition for the command that writes it and for all that accept by it.</summary>
/// <remarks>
/// A header that holds a random key, then one line a finding: 32 hexadecimal digits of HMAC-SHA256 over rule and secret under
/// that key, and the rule's name.
/// </remarks>
public static class BaselineFormat
{
    /// <summary>The file's name.</summary>
    public const string FileName = ".keysafety-baseline";

    /// <summary>How the first line starts; the key follows in base64.</summary>
    public const string Header = "# keysafety baseline 1 key=";

    /// <summary>Length of the key, in bytes.</summary>
    public const int KeyBytes = 16;

    private const int HashBytes = 16;

    /// <summary>Reads the key from the first line; null where it is damaged.</summary>
    public static byte[]? ReadKey(string header)
    {
        if (!header.StartsWith(Header, StringComparison.Ordinal))
            return null;

        try
        {
            var key = Convert.FromBase64String(header.Substring(Header.Length).Trim());
            return key.Length == KeyBytes ? key : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>The line that accepts a secret.</summary>
    public static string LineOf(byte[] key, string rule, string secret)
    {
        using var hmac = new HMACSHA256(key);
        var hash = hmac.ComputeHash(Encoding.UTF8.GetBytes(rule + "\0" + secret));
        var line = new StringBuilder((2 * HashBytes) + 1 + rule.Length);
        for (var i = 0; i < HashBytes; i++)
            line.Append(hash[i].ToString("x2", CultureInfo.InvariantCulture));
        return line.Append(' ').Append(rule).ToString();
    }

    /// <summary>Whether a line has the form of one that accepts a secret.</summary>
    public static bool IsLine(string line)
    {
        if (line.Length <= (HashBytes * 2) + 1 || line[HashBytes * 2] != ' ')
            return false;

        for (var i = 0; i < HashBytes * 2; i++)
        {
            if (line[i] is not ((>= '0' and <= '9') or (>= 'a' and <= 'f')))
                return false;
        }

        return true;
    }
}
