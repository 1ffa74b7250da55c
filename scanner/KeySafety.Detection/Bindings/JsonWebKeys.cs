using KeySafety.Detection.Rules;
using KeySafety.Detection.Text;
using KeySafety.Detection.Values;
using static KeySafety.Detection.Text.Bytes;

namespace KeySafety.Detection.Bindings;

/// <summary>The private members of a JSON Web Key: <c>d</c> of a key pair, <c>k</c> of a symmetric key.</summary>
internal static class JsonWebKeys
{
    // An RSA key of 4096 bits with all its members.
    private const int Reach = 4096;

    /// <summary>Judges the object in which <c>kty</c> stands.</summary>
    public static void Find(in TextView view, int at, ContentScan scan)
    {
        var text = view.Bytes;
        if (!scan.IsNew(Anchor.JsonWebKey, at) || IsName(At(text, at - 1)) || IsName(At(text, at + 3)))
            return;

        var lowest = Math.Max(0, at - Reach);
        var open = text.Slice(lowest, at - lowest).LastIndexOf((byte)'{');
        var start = open < 0 ? at : lowest + open;
        var end = Until(text, start, "}"u8, 2 * Reach);
        scan.Cover(Anchor.JsonWebKey, end);
        var isSymmetric = text.Slice(at, Math.Min(24, text.Length - at)).IndexOf("oct"u8) >= 0;
        var value = ValueOf(text, start, end, isSymmetric ? (byte)'k' : (byte)'d');
        if (value < 0)
            return;

        var close = Until(text, value, "\"'\\\r\n"u8, Reach);
        if (close - value > 15)
            scan.Report(in view, Generic.JsonWebKey, Judge(view.Read(value, close - value)), value, close);
    }

    /// <summary>Where the text of a member of one letter starts, whose name may stand bare, in quotes, or in escaped ones; -1 where there is none.</summary>
    private static int ValueOf(ReadOnlySpan<byte> text, int start, int end, byte name)
    {
        for (var i = start + 1; i < end; i++)
        {
            if (text[i] != name || IsName(text[i - 1]) || IsName(At(text, i + 1)))
                continue;

            var sign = TrimStart(text, i + 1, end, "\"'\\ \t"u8);
            if (At(text, sign) is not ((byte)':' or (byte)'='))
                continue;

            var value = TrimStart(text, sign + 1, end, ">\\ \t"u8);
            return IsQuote(At(text, value)) ? value + 1 : -1;
        }

        return -1;
    }

    private static Verdict Judge(string value)
    {
        if (Placeholder.Reason(value) is { } reason)
            return Verdict.No(reason);

        var classes = CharacterClasses.Of(value.AsSpan());
        return classes.Others == 0 && classes.StrongSymbols == 0 && classes.Distinct >= 10
            ? new Verdict(Confidence.High, "is a private member")
            : Verdict.No("is no base64url");
    }
}
