namespace KeySafety.Detection.Checks;

/// <summary>Keys in Microsoft's common annotated formats: size, service and time stand in them in fixed places.</summary>
/// <remarks>https://github.com/microsoft/cask/blob/main/docs/CaskSecret.md</remarks>
internal static class AzureKey
{
    private const int SignatureIndex = 52;
    private const int SignatureLength = 6;

    /// <summary>Whether year and month behind the signature are such.</summary>
    public static bool IsAnnotated(ReadOnlySpan<char> secret) =>
        secret.Length >= 84
        && secret.Slice(SignatureIndex, SignatureLength - 1).SequenceEqual("JQQJ9".AsSpan())
        // A is 2024; the letters last for 26 years. A is January.
        && secret[SignatureIndex + SignatureLength] is >= 'A' and <= 'Z'
        && secret[SignatureIndex + SignatureLength + 1] is >= 'A' and <= 'L';

    /// <summary>Whether size, reserved bits and time around <c>QJJQ</c> are such as the format has them.</summary>
    public static bool IsCask(ReadOnlySpan<char> secret)
    {
        var signature = secret.LastIndexOf("QJJQA".AsSpan());
        if (signature < 0 || secret.Length < signature + 20)
            return false;

        var size = secret[signature + 5] - 'A';       // of 16 bytes
        var options = secret[signature + 6] - 'A';    // of 3 bytes, four characters
        if (size is < 1 or > 4 || options is < 0 or > 4 || secret.Length != signature + 20 + options * 4)
            return false;

        // Bytes of the secret part, filled up to a multiple of three, in base64.
        var time = secret.Slice(secret.Length - 6);
        return signature == (size * 16 + 2) / 3 * 4
            && time[1] is >= 'A' and <= 'L'
            && time[2] is (>= 'A' and <= 'Z') or (>= 'a' and <= 'e')
            && time[3] is >= 'A' and <= 'X';
    }
}
