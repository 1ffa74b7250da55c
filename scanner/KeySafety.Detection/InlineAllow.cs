using System.Globalization;

namespace KeySafety.Detection;

/// <summary>A comment that accepts a secret on its line: ours, or one of another tool that a team already uses.</summary>
/// <remarks>
/// <para>Ours reads <c>keysafety:allow [rule] [reason] [until yyyy-mm-dd]</c>, in whatever comment the language has:</para>
/// <code>const key = "..."; // keysafety:allow stripe-secret-key revoked in 2024 until 2026-12-31</code>
/// <para>
/// The first word is the rule where it is a rule's name or has a hyphen; without a rule every finding on the line is
/// accepted. <c>keysafety:allow-next-line</c> stands on the line above, for values that have no room for a comment.
/// </para>
/// </remarks>
public sealed record InlineAllow
{
    private const string Own = "keysafety:allow";
    private const string OwnNextLine = "keysafety:allow-next-line";

    /// <summary>What other tools' users write; each accepts everything on its line.</summary>
    private static readonly string[] Foreign =
    [
        "gitleaks:allow", "betterleaks:allow", "trufflehog:ignore", "pragma: allowlist secret", "pragma: whitelist secret",
        "secretlint-disable-line", "kingfisher:ignore", "ggignore", "DevSkim: ignore DS173237", "noqa: S105", "noqa: S106",
        "noqa: S107",
    ];

    private static readonly string[] ForeignNextLine =
        ["pragma: allowlist nextline secret", "secretlint-disable-next-line"];

    /// <summary>bandit's and gosec's tests for hard-coded passwords; a <c>nosec</c> for another test says nothing here.</summary>
    private static readonly string[] NosecTests = ["B105", "B106", "B107", "G101"];

    private InlineAllow()
    {
    }

    /// <summary>The words that were recognized: <c>keysafety:allow</c>, <c>gitleaks:allow</c>, ...</summary>
    public required string Marker { get; init; }

    /// <summary>The only rule that it accepts, or null for all.</summary>
    public string? Rule { get; init; }

    /// <summary>Why, in the author's words; empty where none is given.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The last day on which it counts, or null for ever.</summary>
    public DateTime? Until { get; init; }

    /// <summary>Whether it is about the line below instead of its own.</summary>
    public bool IsForNextLine { get; init; }

    /// <summary>Reads the comment on a line; null where there is none.</summary>
    public static InlineAllow? Parse(ReadOnlySpan<char> line)
    {
        var next = line.IndexOf(OwnNextLine.AsSpan(), StringComparison.OrdinalIgnoreCase);
        if (next >= 0)
            return ParseOwn(line.Slice(next + OwnNextLine.Length), OwnNextLine, isForNextLine: true);
        var own = line.IndexOf(Own.AsSpan(), StringComparison.OrdinalIgnoreCase);
        if (own >= 0)
            return ParseOwn(line.Slice(own + Own.Length), Own, isForNextLine: false);

        foreach (var marker in ForeignNextLine)
        {
            if (line.IndexOf(marker.AsSpan(), StringComparison.OrdinalIgnoreCase) >= 0)
                return new() { Marker = marker, IsForNextLine = true };
        }

        foreach (var marker in Foreign)
        {
            if (line.IndexOf(marker.AsSpan(), StringComparison.OrdinalIgnoreCase) >= 0)
                return new() { Marker = marker };
        }

        return IsNosec(line) ? new() { Marker = "nosec" } : null;
    }

    /// <summary>Whether it accepts findings of a rule, its date aside.</summary>
    public bool Covers(string rule) => Rule is null || string.Equals(Rule, rule, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether its last day is over.</summary>
    /// <param name="today">The date in the user's time zone.</param>
    public bool IsExpired(DateTime today) => Until is { } until && today.Date > until;

    private static InlineAllow ParseOwn(ReadOnlySpan<char> rest, string marker, bool isForNextLine)
    {
        var words = CutCommentEnd(rest).ToString().Split([' ', '\t', ',', ':'], StringSplitOptions.RemoveEmptyEntries).ToList();
        DateTime? until = null;
        var at = words.FindIndex(word => word.Equals("until", StringComparison.OrdinalIgnoreCase));
        if (at >= 0 && at + 1 < words.Count
            && DateTime.TryParseExact(words[at + 1], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            until = date;
            words.RemoveRange(at, 2);
        }

        var rule = words.Count > 0 && IsRuleName(words[0]) ? words[0] : null;
        return new()
        {
            Marker = marker,
            Rule = rule,
            Reason = string.Join(" ", words.Skip(rule is null ? 0 : 1)),
            Until = until,
            IsForNextLine = isForNextLine,
        };
    }

    /// <summary>Ends the comment's words where its language ends the comment, or a string that it stands in.</summary>
    private static ReadOnlySpan<char> CutCommentEnd(ReadOnlySpan<char> text)
    {
        foreach (var end in (string[])["*/", "-->", "--}}", "#>", "\"", "\r", "\n"])
        {
            var at = text.IndexOf(end.AsSpan(), StringComparison.Ordinal);
            if (at >= 0)
                text = text.Slice(0, at);
        }

        return text;
    }

    private static bool IsRuleName(string word) =>
        word.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-')
        && (word.IndexOf('-') > 0 || RuleCatalog.All.Any(rule => rule.Name == word));

    /// <summary>A <c>nosec</c> behind a comment sign, alone or with one of the tests about passwords.</summary>
    private static bool IsNosec(ReadOnlySpan<char> line)
    {
        var at = line.IndexOf("nosec".AsSpan(), StringComparison.OrdinalIgnoreCase);
        if (at < 0)
            return false;

        var before = line.Slice(0, at).TrimEnd();
        if (!before.EndsWith("#".AsSpan()) && !before.EndsWith("//".AsSpan()) && !before.EndsWith("/*".AsSpan()))
            return false;

        var rest = line.Slice(at + "nosec".Length).ToString();
        var names = rest.Split([' ', '\t', ',', ':', '*', '/', '-'], StringSplitOptions.RemoveEmptyEntries)
            .Where(word => word.Length == 4 && word[0] is 'B' or 'G' && word.Skip(1).All(c => c is >= '0' and <= '9'))
            .ToList();
        return names.Count == 0 ? rest.Length == 0 || !char.IsLetterOrDigit(rest[0]) : names.Exists(NosecTests.Contains);
    }
}
