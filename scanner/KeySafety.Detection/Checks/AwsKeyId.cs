namespace KeySafety.Detection.Checks;

/// <summary>AWS access key ids: the twelve-digit account number stands in their base32 text.</summary>
/// <remarks>
/// <code>
/// AKIA I?xxxxxxxxx xxxxxx
///      first ten characters of base32: one bit of something else, 40 bits of account number, 9 bits of something else
/// </code>
/// Ids from before 2019 start with I or J after the prefix and hold no account.
/// https://docs.aws.amazon.com/STS/latest/APIReference/API_GetAccessKeyInfo.html
/// </remarks>
internal static class AwsKeyId
{
    private const int PrefixLength = 4;
    private const ulong AccountLimit = 1_000_000_000_000;

    /// <summary>Whether the text is base32 and the account, where there is one, has at most twelve digits.</summary>
    public static bool HasAccount(ReadOnlySpan<char> secret)
    {
        if (secret.Length != 20)
            return false;

        ulong bits = 0;
        for (var i = PrefixLength; i < secret.Length; i++)
        {
            var value = secret[i] switch
            {
                >= 'A' and <= 'Z' => secret[i] - 'A',
                >= '2' and <= '7' => secret[i] - '2' + 26,
                _ => -1,
            };
            if (value < 0)
                return false;
            if (i < PrefixLength + 10)
                bits = (bits << 5) | (uint)value;
        }

        // 50 bits: the topmost tells old from new, then 40 of the account.
        return secret[PrefixLength] is 'I' or 'J' || ((bits >> 9) & 0xFF_FFFF_FFFF) < AccountLimit;
    }
}
