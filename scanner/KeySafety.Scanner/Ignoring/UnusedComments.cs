using System.Text;
using KeySafety.Detection;
using KeySafety.Scanner.Files;
using KeySafety.Scanner.Scanning;

namespace KeySafety.Scanner.Ignoring;

/// <summary>Allow comments in a file that accept nothing, for <c>--report-unused</c>.</summary>
internal static class UnusedComments
{
    // A nosec or noqa is mostly about something else, so it is not ours to call unused.
    private static readonly string[] Markers = ["keysafety:allow", "gitleaks:allow", "pragma: allowlist"];

    public static void Report(ReadOnlySpan<byte> content, string path, TextEncoding encoding, List<Finding> findings, ScanLog log)
    {
        foreach (var marker in Markers)
        {
            var bytes = Encoding.UTF8.GetBytes(marker);
            for (var at = 0; content[at..].IndexOf(bytes) is >= 0 and var next; at += bytes.Length)
            {
                at += next;
                var line = content[encoding.LineStart(content, at)..encoding.LineEnd(content, at)];
                var number = encoding.CountLines(content[..at]) + 1;
                if (InlineAllow.Parse(encoding.Decode(line)) is { } allow
                    && !findings.Exists(finding => IsFor(allow, number, finding)))
                    log.AddUnusedComment(new(path, number, allow.Marker));
            }
        }
    }

    private static bool IsFor(InlineAllow allow, int line, Finding finding)
    {
        var target = allow.IsForNextLine ? line + 1 : line;
        return finding.Line <= target && target <= finding.EndLine && allow.Covers(finding.Rule.Name);
    }
}
