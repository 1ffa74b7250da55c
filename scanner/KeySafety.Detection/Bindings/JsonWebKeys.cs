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

    /// <summary>Judges the object in which <c>"kty"</c> stands.</summary>
    public static void Find(in TextView view, int at, ContentScan scan)
    {
        if (!scan.IsNew(Anchor.JsonWebKey, at))
            return;

        var text = view.Bytes;
        var lowest = Math.Max(0, at - Reach);
        var open = text.Slice(lowest, at - lowest).LastIndexOf((byte)'{');
        var start = open < 0 ? at : lowest + open;
        var end = Until(text, start, "}"u8, 2 * Reach);
        scan.Cover(Anchor.JsonWebKey, end);
        var isSymmetric = text.Slice(at, Math.Min(24, text.Length - at)).IndexOf("oct"u8) >= 0;
        var member = isSymmetric ? "\"k\""u8 : "\"d\""u8;
        var index = text.Slice(start, end - start).IndexOf(member);
        if (index < 0)
            return;

        var value = SkipBlanks(text, start + index + member.Length);
        if (At(text, value) != ':')
            return;

        value = SkipBlanks(text, value + 1);
        if (At(text, value) != '"')
            return;

        var close = Until(text, value + 1, "\"\r\n"u8, Reach);
        if (close - value > 16)
            scan.Report(in view, Generic.JsonWebKey, Judge(view.Read(value + 1, close - value - 1)), value + 1, close);
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
