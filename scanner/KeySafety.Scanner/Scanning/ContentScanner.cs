using KeySafety.Detection;
using KeySafety.Scanner.Files;
using KeySafety.Scanner.Ignoring;

namespace KeySafety.Scanner.Scanning;

/// <summary>Turns the bytes of one file, blob or archive entry into what is to be reported of it. Thread-safe.</summary>
internal sealed class ContentScanner(Policy policy, ScanLog log, ScanOptions options)
{
    public Policy Policy => policy;

    /// <summary>Scans a whole content, or one window of a large one.</summary>
    /// <param name="content">The bytes.</param>
    /// <param name="path">Where they are from; its name selects the syntax.</param>
    /// <param name="encoding">Null for binary, in which only unmistakable formats count.</param>
    /// <param name="owned">The part whose findings are wanted; those that start outside belong to another window.</param>
    /// <param name="results">Receives what is to be reported.</param>
    /// <returns>Where the last finding ends.</returns>
    public int Scan(
        ReadOnlySpan<byte> content, string path, TextEncoding? encoding, Range owned, List<ReportedFinding> results)
    {
        var findings = new List<Finding>();
        policy.Detector.Scan(content, path, findings);
        policy.OwnRules.Scan(content, path, encoding ?? TextEncoding.Utf8, findings);
        if (options.ReportUnused)
            UnusedComments.Report(content, path, encoding ?? TextEncoding.Utf8, findings, log);
        if (findings.Count == 0)
            return 0;

        findings = WithoutDuplicates(findings);
        var (from, length) = owned.GetOffsetAndLength(content.Length);
        var last = 0;
        for (var i = 0; i < findings.Count; i++)
        {
            var finding = findings[i];
            if (finding.Start < from || finding.Start >= from + length)
                continue;
            if (encoding is null && finding.Confidence < Confidence.High)
                continue;

            last = Math.Max(last, finding.Start + finding.Length);
            if (Judge(content, encoding ?? TextEncoding.Utf8, finding, out var note) is { } drop)
                log.AddDropped(drop.Kind);
            else
                results.Add(Report(content, encoding ?? TextEncoding.Utf8, findings, i, path) with { Note = note });
        }

        return last;
    }

    /// <summary>Reports findings whose place is known, unless their place says otherwise.</summary>
    public void AddPlaced(List<ReportedFinding> findings)
    {
        findings.RemoveAll(finding =>
        {
            var drop = policy.JudgePlace(finding);
            if (drop is not null)
                log.AddDropped(drop.Kind);
            return drop is not null;
        });
        if (findings.Count > 0)
            log.AddFindings(findings);
    }

    /// <summary>What happens to each finding on a line, in words.</summary>
    public IEnumerable<string> Explain(ReadOnlySpan<byte> content, string path, int line)
    {
        var encoding = TextEncoding.Detect(content) ?? TextEncoding.Utf8;
        List<string> lines = [.. policy.Detector.Explain(content, path, line)];
        var findings = new List<Finding>();
        policy.Detector.Scan(content, path, findings);
        policy.OwnRules.Scan(content, path, encoding, findings);
        findings = WithoutDuplicates(findings);
        for (var i = 0; i < findings.Count; i++)
        {
            var finding = findings[i];
            if (finding.Line > line || line > finding.EndLine)
                continue;

            var drop = Judge(content, encoding, finding, out var note)
                ?? policy.JudgePlace(Report(content, encoding, findings, i, path));
            lines.Add(drop is null
                ? $"{finding.Rule.Name}: {finding.Secret} is reported, confidence {Words.Of(finding.Confidence)}, "
                    + $"fingerprint {finding.Fingerprint}"
                : $"{finding.Rule.Name}: {finding.Secret} is not reported: {drop.Why}");
            if (note is not null)
                lines.Add(note);
        }

        return lines;
    }

    private Drop? Judge(ReadOnlySpan<byte> content, TextEncoding encoding, Finding finding, out string? note)
    {
        note = null;
        if (FindAllow(content, encoding, finding) is { } allow)
        {
            if (!allow.Covers(finding.Rule.Name))
                note = $"the comment {allow.Marker} on its line accepts {allow.Rule} only";
            else if (allow.IsExpired(policy.Today))
                note = $"the comment {allow.Marker} on its line expired on {allow.Until:yyyy-MM-dd}";
            else
                return new(DropKind.InlineComment, $"the comment {allow.Marker} accepts it{(allow.Reason.Length > 0 ? $" ({allow.Reason})" : "")}");
        }

        return policy.Judge(finding, LineAround(content, encoding, finding));
    }

    private static InlineAllow? FindAllow(ReadOnlySpan<byte> content, TextEncoding encoding, Finding finding)
    {
        var own = InlineAllow.Parse(LineAround(content, encoding, finding));
        if (own is { IsForNextLine: false })
            return own;

        var start = encoding.LineStart(content, finding.Start);
        if (start > 0)
        {
            var before = encoding.LineStart(content, start - 1);
            var line = content[Math.Max(before, start - AllowReach)..start];
            if (InlineAllow.Parse(encoding.Decode(line)) is { IsForNextLine: true } above)
                return above;
        }

        return null;
    }

    /// <summary>The finding's line; of a minified one as much as a comment about the finding can be away.</summary>
    private static string LineAround(ReadOnlySpan<byte> content, TextEncoding encoding, Finding finding)
    {
        var from = Math.Max(encoding.LineStart(content, finding.Start), encoding.Align(content, finding.Start - AllowReach));
        var end = Math.Max(finding.Start, Math.Min(content.Length, finding.Start + finding.Length) - 1);
        var to = Math.Min(encoding.LineEnd(content, end), encoding.Align(content, Math.Min(content.Length, end + AllowReach)));
        return encoding.Decode(content[from..Math.Max(from, to)]);
    }

    private const int AllowReach = 2000;

    private ReportedFinding Report(
        ReadOnlySpan<byte> content, TextEncoding encoding, List<Finding> findings, int index, string path)
    {
        var finding = findings[index];
        return new()
        {
            Rule = finding.Rule,
            Confidence = finding.Confidence,
            Path = path,
            Line = finding.Line,
            Column = finding.Column,
            EndLine = finding.EndLine,
            EndColumn = finding.EndColumn,
            Secret = finding.Secret,
            Fingerprint = finding.Fingerprint,
            Excerpt = Excerpt.Of(content, encoding, findings, index, options.ShowSecrets),
            LineText = new(LineAround(content, encoding, finding)),
        };
    }

    /// <summary>Of findings over the same bytes the surest one stays, and of equals the user's own rule, which comes last.</summary>
    private static List<Finding> WithoutDuplicates(List<Finding> findings)
    {
        if (findings.Count == 1)
            return findings;

        var kept = new List<Finding>(findings.Count);
        foreach (var finding in findings.OrderBy(finding => finding.Start))
        {
            var rival = kept.FindLastIndex(other => Overlap(finding, other));
            if (rival < 0)
                kept.Add(finding);
            else if (IsBetter(finding, kept[rival]))
                kept[rival] = finding;
        }

        return kept;
    }

    private static bool Overlap(Finding one, Finding other) =>
        one.Start < other.Start + other.Length && other.Start < one.Start + one.Length;

    private static bool IsBetter(Finding finding, Finding than) =>
        finding.Confidence > than.Confidence
        || (finding.Confidence == than.Confidence && finding.Length >= than.Length && finding.Rule.Format.Length == 0);
}
