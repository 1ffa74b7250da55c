namespace KeySafety.Detection.Checks;

/// <summary>Bech32: text, a 1, then digits of base 32 of which the last six are a checksum over both.</summary>
/// <remarks>https://github.com/bitcoin/bips/blob/master/bip-0173.mediawiki#bech32</remarks>
internal static class Bech32
{
    private const string Digits = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private static readonly uint[] Generator = [0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3];

    /// <summary>Whether the checksum holds.</summary>
    public static bool IsValid(ReadOnlySpan<char> secret)
    {
        var separator = secret.LastIndexOf('1');
        if (separator <= 0)
            return false;

        var state = 1u;
        foreach (var c in secret.Slice(0, separator))
            state = Step(state, (uint)Lower(c) >> 5);
        state = Step(state, 0);
        foreach (var c in secret.Slice(0, separator))
            state = Step(state, (uint)Lower(c) & 31);
        foreach (var c in secret.Slice(separator + 1))
        {
            var digit = Digits.IndexOf(Lower(c));
            if (digit < 0)
                return false;
            state = Step(state, (uint)digit);
        }

        return state == 1;
    }

    private static uint Step(uint state, uint value)
    {
        var top = state >> 25;
        state = ((state & 0x1FFFFFF) << 5) ^ value;
        for (var i = 0; i < Generator.Length; i++)
        {
            if (((top >> i) & 1) != 0)
                state ^= Generator[i];
        }

        return state;
    }

    private static char Lower(char c) => c is >= 'A' and <= 'Z' ? (char)(c | 0x20) : c;
}
