namespace KeySafety.Detection.Checks;

/// <summary>Azure keys in the common annotated format: when they were made stands behind <c>JQQJ99</c>.</summary>
/// <remarks>https://github.com/microsoft/cask</remarks>
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
}
