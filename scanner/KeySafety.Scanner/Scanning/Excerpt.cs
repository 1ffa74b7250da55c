using System.Text;
using KeySafety.Detection;
using KeySafety.Scanner.Files;

namespace KeySafety.Scanner.Scanning;

/// <summary>The part of a line around a finding, fit for a terminal: secrets redacted, control characters replaced.</summary>
/// <param name="Text">One line, at most a few hundred characters.</param>
/// <param name="Start">Where the finding stands in it, 0-based.</param>
/// <param name="Length">Length of the finding's redaction in it.</param>
internal readonly record struct Excerpt(string Text, int Start, int Length)
{
    // Enough to recognize the statement; a minified line has megabytes.
    private const int BytesBefore = 160;
    private const int BytesAfter = 80;

    /// <summary>Cuts the excerpt for one finding.</summary>
    /// <param name="content">The bytes that the findings' offsets are about.</param>
    /// <param name="encoding">Of the content.</param>
    /// <param name="findings">All findings of the content by start, whatever is reported of them: each is redacted.</param>
    /// <param name="index">Which of them the excerpt is for.</param>
    /// <param name="showSecrets">Whether the user asked to see secrets.</param>
    public static Excerpt Of(
        ReadOnlySpan<byte> content, TextEncoding encoding, IReadOnlyList<Finding> findings, int index, bool showSecrets)
    {
        var finding = findings[index];
        var from = Math.Max(encoding.LineStart(content, finding.Start), encoding.Align(content, finding.Start - BytesBefore));
        var to = Math.Min(
            encoding.LineEnd(content, finding.Start),
            encoding.Align(content, (int)Math.Min(content.Length, (long)finding.Start + finding.Length + BytesAfter)));

        var text = new StringBuilder();
        int start = 0, length = 0, at = from;
        for (var i = 0; i < findings.Count; i++)
        {
            var other = findings[i];
            var end = Math.Min(other.Start + other.Length, to);
            if (end <= at || other.Start >= to)
                continue;

            Append(text, encoding, content[at..Math.Max(at, other.Start)]);
            var begin = text.Length;
            if (showSecrets)
                Append(text, encoding, content[Math.Max(at, other.Start)..end]);
            else if (other.Start >= at)
                AppendPrintable(text, other.Secret.ToString());
            at = end;
            if (i == index)
                (start, length) = (begin, text.Length - begin);
        }

        Append(text, encoding, content[at..Math.Max(at, to)]);
        return new Excerpt(text.ToString(), start, length).TrimStart();
    }

    private Excerpt TrimStart()
    {
        var indent = 0;
        while (indent < Start && Text[indent] == ' ')
            indent++;
        return new(Text[indent..].TrimEnd(), Start - indent, Length);
    }

    private static void Append(StringBuilder text, TextEncoding encoding, ReadOnlySpan<byte> bytes) =>
        AppendPrintable(text, encoding.Decode(bytes));

    /// <summary>A file must not be able to move the reader's cursor or colour the terminal.</summary>
    private static void AppendPrintable(StringBuilder text, string part)
    {
        foreach (var c in part)
            text.Append(c is '\t' or '\r' ? ' ' : char.IsControl(c) ? '\uFFFD' : c);
    }
}
