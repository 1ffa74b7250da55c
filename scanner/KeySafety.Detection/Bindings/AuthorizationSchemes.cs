using KeySafety.Detection.Matching;
using KeySafety.Detection.Names;
using KeySafety.Detection.Rules;
using KeySafety.Detection.Text;
using KeySafety.Detection.Values;
using static KeySafety.Detection.Text.Bytes;

namespace KeySafety.Detection.Bindings;

/// <summary><c>Basic dXNlcjpwYXNz</c> and <c>Bearer TOKEN</c>, wherever they stand.</summary>
internal static class AuthorizationSchemes
{
    private const int Longest = 2000;

    /// <summary>Judges the credentials behind a scheme.</summary>
    public static void Find(in TextView view, KeywordHit hit, ContentScan scan)
    {
        var text = view.Bytes;
        if (IsName(At(text, hit.At - 1)))
            return;

        var start = BehindJoint(text, hit.At + hit.Length);
        var end = Until(text, start, " \t\r\n\"'`<>,;)]}\\&|"u8, Longest);
        if (end - start < 8)
            return;

        var value = view.Read(start, end - start);
        var isBasic = StartsWith(text, hit.At, "basic");
        scan.Report(in view, Generic.AuthorizationHeader, isBasic ? Basic(value) : Bearer(value), start, end);
    }

    // "Bearer " + "x", and "Basic " . "x"
    private static int BehindJoint(ReadOnlySpan<byte> text, int at)
    {
        if (!IsQuote(At(text, at)))
            return at;

        var sign = SkipBlanks(text, at + 1);
        var open = SkipBlanks(text, sign + 1);
        return At(text, sign) is (byte)'+' or (byte)'.' or (byte)'&' && IsQuote(At(text, open)) ? open + 1 : at;
    }

    private static Verdict Basic(string value)
    {
        if (BasicCredentials.Password(value) is { } password)
            return SecretJudge.Judge(password, NameKind.Password);

        var verdict = SecretJudge.Judge(value, NameKind.Secret);
        return verdict.Confidence is Confidence.Medium ? verdict.Demoted() : Verdict.No("is no base64 of user and password");
    }

    private static Verdict Bearer(string value)
    {
        var verdict = SecretJudge.Judge(value, NameKind.Secret);
        return verdict.Confidence is null && value.Length < 16 ? Verdict.No("is too short for a token") : verdict;
    }
}
