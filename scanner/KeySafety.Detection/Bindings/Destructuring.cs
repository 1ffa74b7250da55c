using static KeySafety.Detection.Text.Bytes;

namespace KeySafety.Detection.Bindings;

/// <summary>Several names that take several values: <c>user, password = "a", "x"</c>, <c>(var user, var password) = ("a", "x")</c>.</summary>
internal static class Destructuring
{
    private const int Reach = 200;

    /// <summary>The literal that goes to a name; null where the name is assigned alone.</summary>
    /// <param name="text">The text.</param>
    /// <param name="nameStart">Where the name starts.</param>
    /// <param name="sign">The <c>=</c> behind the names, or the first byte of <c>:=</c>.</param>
    public static Binding? Read(ReadOnlySpan<byte> text, int nameStart, int sign)
    {
        // f(a, password="x") has no space there.
        if (!IsBlank(At(text, sign - 1)) || PlaceOf(text, nameStart) is not (> 0 and var place))
            return null;

        var start = TrimStart(text, sign, Math.Min(text.Length, sign + 4), ":= "u8);
        return KnownCalls.Argument(text, At(text, start) is (byte)'(' or (byte)'[' ? start + 1 : start, place);
    }

    /// <summary>How many names stand before one in its list; -1 where it is in none.</summary>
    private static int PlaceOf(ReadOnlySpan<byte> text, int nameStart)
    {
        var place = 0;
        var lowest = Math.Max(0, nameStart - Reach);
        for (var i = nameStart - 1; i >= lowest && text[i] is not ((byte)'\n' or (byte)';'); i--)
        {
            if (text[i] == ',')
                place++;
            else if (text[i] is (byte)'(' or (byte)'[')
                return IsName(At(text, i - 1)) ? -1 : place;
            else if (!IsName(text[i]) && !IsBlank(text[i]) && text[i] is not ((byte)'$' or (byte)'@'))
                return -1;
        }

        return place;
    }
}
