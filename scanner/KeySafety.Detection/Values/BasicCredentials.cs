using System.Text;

namespace KeySafety.Detection.Values;

/// <summary>Reads <c>base64(user:password)</c>, as HTTP Basic, Docker and npm write it.</summary>
internal static class BasicCredentials
{
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

        byte[] bytes;
        try
        {
            bytes = Convert.FromBase64String(value.TrimEnd('=').PadRight((value.TrimEnd('=').Length + 3) / 4 * 4, '='));
        }
        catch (FormatException)
        {
            return null;
        }

        foreach (var item in bytes)
        {
            if (item is (< 0x20 or > 0x7E) and not ((byte)'\r' or (byte)'\n' or (byte)'\t'))
                return null;
        }

        return Encoding.ASCII.GetString(bytes);
    }
}
