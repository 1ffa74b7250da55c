using System.Text;

namespace KeySafety.Detection.Values;

/// <summary>Reads <c>base64(user:password)</c>, as HTTP Basic, Docker and npm write it.</summary>
internal static class BasicCredentials
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    /// <summary>The password; null where the text is no base64 of printable <c>user:password</c>.</summary>
    public static string? Password(string value)
    {
        if (Decode(value) is not { } decoded)
            return null;

        var colon = decoded.IndexOf(':');
        return colon >= 1 && colon + 1 < decoded.Length ? decoded.Substring(colon + 1) : null;
    }

    /// <summary>The printable text that base64 stands for; null where it is not both.</summary>
    public static string? Decode(string value)
    {
        if (value.Length < 8 || value.Length > 4096 || value.Length % 4 == 1)
            return null;

        // Not Convert, which throws where it is none: nearly always, and at the price of a thousand characters.
        var end = value.Length;
        while (end > 0 && value[end - 1] == '=')
            end--;

        var text = new StringBuilder(value.Length);
        int count = 0, buffer = 0;
        for (var i = 0; i < end; i++)
        {
            if (value[i] is ' ' or '\t' or '\r' or '\n')
                continue;

            var digit = value[i] < 0x80 ? Alphabet.IndexOf(value[i]) : -1;
            if (digit < 0)
                return null;

            buffer = ((buffer << 6) | digit) & 0xFFFF;
            if (++count % 4 == 1)
                continue;

            // The second, third and fourth of four characters each complete a byte.
            var item = (buffer >> (2 * (3 - ((count - 1) % 4)))) & 0xFF;
            if (item is (< 0x20 or > 0x7E) and not ('\r' or '\n' or '\t'))
                return null;
            text.Append((char)item);
        }

        var padding = (4 - (end % 4)) % 4;
        return padding < 3 && (count + padding) % 4 == 0 ? text.ToString() : null;
    }
}
