using KeySafety.Detection.Names;
using KeySafety.Detection.Rules;
using KeySafety.Detection.Text;
using KeySafety.Detection.Values;
using static KeySafety.Detection.Text.Bytes;

namespace KeySafety.Detection.Bindings;

/// <summary>The entries under <c>data:</c> and <c>stringData:</c> of a manifest of kind Secret.</summary>
/// <remarks>Every entry is meant to be secret, so its name need not tell; certificates and settings are passed over.</remarks>
internal static class KubernetesSecrets
{
    // The API server refuses a larger manifest: https://kubernetes.io/docs/concepts/configuration/secret/
    private const int Reach = 64 * 1024;

    /// <summary>Judges the entries of the document in which <c>kind: Secret</c> stands.</summary>
    public static void Find(in TextView view, int at, ContentScan scan)
    {
        if (!scan.IsNew(Anchor.KubernetesSecret, at))
            return;

        var text = view.Bytes;
        var keyword = Until(text, at + "kind: secret".Length, "\r\n"u8, 8);
        if (keyword != at + "kind: secret".Length || (at > 0 && text[at - 1] != '\n' && !IsBlank(text[at - 1])))
            return;

        var lowest = Math.Max(0, at - Reach);
        var before = text.Slice(lowest, at - lowest).LastIndexOf("\n---"u8);
        var start = before < 0 ? lowest : lowest + before + 1;
        var rest = text.Slice(at, Math.Min(Reach, text.Length - at));
        var after = rest.IndexOf("\n---"u8);
        var end = at + (after < 0 ? rest.Length : after);
        FindEntries(in view, start, end, scan);
        scan.Cover(Anchor.KubernetesSecret, end);
    }

    private static void FindEntries(in TextView view, int start, int end, ContentScan scan)
    {
        var text = view.Bytes;
        var depth = -1;
        var isEncoded = false;
        for (var line = start; line < end;)
        {
            var lineEnd = Until(text, line, "\r\n"u8, end - line);
            var first = SkipBlanks(text, line);
            if (first < lineEnd && text[first] != '#')
            {
                if (StartsWith(text, first, "data:") || StartsWith(text, first, "stringdata:"))
                    (depth, isEncoded) = (first - line, StartsWith(text, first, "data:"));
                else if (first - line <= depth)
                    depth = -1;
                else if (depth >= 0)
                    FindEntry(in view, first, lineEnd, isEncoded, scan);
            }

            line = lineEnd + 1;
        }
    }

    private static void FindEntry(in TextView view, int start, int end, bool isEncoded, ContentScan scan)
    {
        var text = view.Bytes;
        var colon = text.Slice(start, end - start).IndexOf(": "u8);
        if (colon < 1)
            return;

        var name = view.Read(start, colon).Trim('"', '\'');
        var valueStart = TrimStart(text, start + colon + 1, end, " \t\"'"u8);
        var valueEnd = TrimEnd(text, valueStart, end, " \t\"'"u8);
        if (valueEnd - valueStart < 4 || scan.IsCovered(valueStart, valueEnd))
            return;

        var verdict = Judge(name, view.Read(valueStart, valueEnd - valueStart), isEncoded);
        scan.Report(in view, Generic.KubernetesSecret, verdict, valueStart, valueEnd);
    }

    private static Verdict Judge(string name, string value, bool isEncoded)
    {
        if (name.EndsWith(".crt", StringComparison.Ordinal) || name is "ca" or "cert" or "username" or "user" or "host" or "port" or "namespace")
            return Verdict.No("is public by its name");

        if (!isEncoded)
            return SecretJudge.Judge(value, SecretName.Classify(name) == NameKind.Password ? NameKind.Password : NameKind.Secret);

        if (BasicCredentials.Decode(value) is { } decoded)
            return SecretJudge.Judge(decoded.TrimEnd('\n'), NameKind.Password);

        var verdict = SecretJudge.Judge(value, NameKind.Secret);
        return verdict.Confidence is Confidence.Medium ? verdict : Verdict.No("is no base64 of text");
    }
}
