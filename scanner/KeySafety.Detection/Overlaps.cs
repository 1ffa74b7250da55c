using KeySafety.Detection.Rules;

namespace KeySafety.Detection;

/// <summary>Decides between matches that cover the same text.</summary>
/// <remarks>
/// A known format says more than a name, and a URL or a header more than the name in it, so those win over the generic rules.
/// Of two known formats the one wins that a check has verified, then the one that spells out the other's prefix beside its
/// vendor's name (<c>clerk_key = sk_live_...</c> is no key of Stripe), then the longer, then the surer, then the first in the catalog.
/// </remarks>
internal static class Overlaps
{
    /// <summary>The matches to report, ordered by start.</summary>
    public static IReadOnlyList<Match> Resolve(List<Match> matches, Confidence least)
    {
        if (matches.Count == 0)
            return matches;

        matches.Sort(static (a, b) =>
            a.Start != b.Start ? a.Start.CompareTo(b.Start)
            : a.End != b.End ? a.End.CompareTo(b.End)
            : string.CompareOrdinal(a.Rule.Name, b.Rule.Name));
        var kept = new List<Match>(matches.Count);
        for (var i = 0; i < matches.Count; i++)
        {
            if (matches[i].Confidence >= least && !IsBeaten(matches, i))
                kept.Add(matches[i]);
        }

        return kept;
    }

    private static bool IsBeaten(List<Match> matches, int index)
    {
        var match = matches[index];
        var rank = Rank(match.Rule);
        for (var i = index - 1; i >= 0 && i >= index - 16; i--)
        {
            if (Beats(matches[i], i < index, match, rank))
                return true;
        }

        for (var i = index + 1; i < matches.Count && matches[i].Start < match.End; i++)
        {
            if (Beats(matches[i], isEarlier: false, match, rank))
                return true;
        }

        return false;
    }

    private static bool Beats(Match other, bool isEarlier, Match match, int rank)
    {
        if (other.Start >= match.End || match.Start >= other.End)
            return false;

        var otherRank = Rank(other.Rule);
        if (otherRank != rank || rank > 0)
            return otherRank < rank || (otherRank == rank && isEarlier);

        var preference = Preference(other, match);
        return preference > 0 || (preference == 0 && isEarlier);
    }

    /// <summary>Above 0 where the first of two known formats says more, below where the second does.</summary>
    private static int Preference(Match first, Match second)
    {
        if (first.Rule == second.Rule)
            return first.Confidence != second.Confidence ? first.Confidence.CompareTo(second.Confidence) : (first.End - first.Start).CompareTo(second.End - second.Start);

        var verified = IsVerified(first).CompareTo(IsVerified(second));
        if (verified != 0)
            return verified;

        var spelled = SpellsOut(first.Rule, second).CompareTo(SpellsOut(second.Rule, first));
        if (spelled != 0)
            return spelled;

        var length = (first.End - first.Start).CompareTo(second.End - second.Start);
        return length != 0 ? length
            : first.Confidence != second.Confidence ? first.Confidence.CompareTo(second.Confidence)
            : Position(second.Rule).CompareTo(Position(first.Rule));
    }

    private static bool IsVerified(Match match) => match.Rule.Check is not null && match.Confidence == match.Rule.Confidence;

    // A rule with a vendor's name in it whose secret begins with letters that the other rule stands on, too.
    private static bool SpellsOut(Rule rule, Match other)
    {
        const string Group = "(?<secret>";
        var start = rule.Pattern.IndexOf(Group, StringComparison.Ordinal) + Group.Length;
        if (!rule.IgnoreCase || other.Rule.IgnoreCase || start < Group.Length)
            return false;

        if (string.CompareOrdinal(rule.Pattern, start, "(?:", 0, 3) == 0)
            start += 3;

        var end = start;
        while (end < rule.Pattern.Length && (char.IsLetterOrDigit(rule.Pattern[end]) || rule.Pattern[end] is '_' or '-'))
            end++;
        return end - start >= 3 && string.CompareOrdinal(other.Secret, 0, rule.Pattern, start, end - start) == 0;
    }

    private static int Position(Rule rule)
    {
        for (var i = 0; i < RuleCatalog.All.Count; i++)
        {
            if (ReferenceEquals(RuleCatalog.All[i], rule))
                return i;
        }

        return int.MaxValue;
    }

    private static int Rank(Rule rule)
    {
        if (rule.Name == Generic.Password.Name || rule.Name == Generic.Secret.Name)
            return 3;

        return rule.Name == Generic.ConnectionString.Name || rule.Name == Generic.CommandLinePassword.Name || rule.Name == Generic.KubernetesSecret.Name ? 2
            : rule.Name == Generic.UrlPassword.Name || rule.Name == Generic.AuthorizationHeader.Name || rule.Name == Generic.JsonWebKey.Name ? 1
            : 0;
    }
}
