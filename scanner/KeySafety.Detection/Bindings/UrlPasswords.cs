using KeySafety.Detection.Names;
using KeySafety.Detection.Rules;
using KeySafety.Detection.Text;
using KeySafety.Detection.Values;
using static KeySafety.Detection.Text.Bytes;

namespace KeySafety.Detection.Bindings;

/// <summary><c>scheme://user:password@host</c>.</summary>
internal static class UrlPasswords
{
    // User and password together; what is longer is not an authority.
    private const int Longest = 300;

    /// <summary>Judges the user information behind <c>://</c> at an index.</summary>
    public static void Find(in TextView view, int at, ContentScan scan)
    {
        var text = view.Bytes;
        var start = at + 3;
        if (start >= text.Length || !IsName(At(text, at - 1)))
            return;

        var end = Until(text, start, "/?# \t\r\n\"'`<>|,"u8, Longest);
        var authority = text.Slice(start, end - start);
        var sign = authority.LastIndexOf((byte)'@');
        if (sign <= 0 || sign + 1 >= authority.Length)
            return;

        var host = view.Read(start + sign + 1, authority.Length - sign - 1);
        var colon = authority.Slice(0, sign).IndexOf((byte)':');
        if (colon < 0)
        {
            FindToken(in view, start, start + sign, scan);
            return;
        }

        var password = view.Read(start + colon + 1, sign - colon - 1);
        if (password is "x-oauth-basic" or "x" or "X" or "")
        {
            FindToken(in view, start, start + colon, scan);
            return;
        }

        var verdict = Judge(view.Read(start, colon), password, host);
        if (sign > colon + 1)
            scan.Report(in view, Generic.UrlPassword, verdict, start + colon + 1, start + sign);
    }

    private static Verdict Judge(string user, string password, string host)
    {
        if (password.Length == 0 || string.Equals(user, password, StringComparison.OrdinalIgnoreCase))
            return Verdict.No("repeats the user's name");

        var verdict = SecretJudge.Judge(password, NameKind.Password);
        var isExample = host.StartsWith("example.", StringComparison.OrdinalIgnoreCase) || host.AsSpan().IndexOf(".example".AsSpan(), StringComparison.OrdinalIgnoreCase) >= 0;
        return isExample || host.StartsWith("localhost", StringComparison.OrdinalIgnoreCase) || host.StartsWith("127.", StringComparison.Ordinal)
            ? verdict.Demoted()
            : verdict;
    }

    // https://TOKEN@host
    private static void FindToken(in TextView view, int start, int end, ContentScan scan)
    {
        if (end - start < 20)
            return;

        var verdict = SecretJudge.Judge(view.Read(start, end - start), NameKind.Secret);
        if (verdict.Confidence is Confidence.Medium)
            scan.Report(in view, Generic.UrlPassword, verdict.Demoted(), start, end);
    }
}
