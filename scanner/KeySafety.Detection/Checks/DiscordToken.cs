namespace KeySafety.Detection.Checks;

/// <summary>Discord tokens: the first part is the id of the user it belongs to, in base64.</summary>
/// <remarks>https://discord.com/developers/docs/reference#snowflakes</remarks>
internal static class DiscordToken
{
    /// <summary>Whether the first part decodes to 17 to 20 digits.</summary>
    public static bool NamesUser(ReadOnlySpan<char> secret)
    {
        var dot = secret.IndexOf('.');
        if (dot < 0)
            return false;

        var digits = 0;
        foreach (var value in new Base64Bytes(secret.Slice(0, dot)))
        {
            if (value is < (byte)'0' or > (byte)'9')
                return false;
            digits++;
        }

        return digits is >= 17 and <= 20;
    }
}
