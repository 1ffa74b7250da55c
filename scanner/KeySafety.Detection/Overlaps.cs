using KeySafety.Detection.Rules;

namespace KeySafety.Detection;

/// <summary>Decides between matches that cover the same text.</summary>
/// <remarks>
/// A known format says more than a name, and a URL or a header more than the name in it, so those win over the generic rules.
/// Two known formats are both kept: the reader knows which service it is.
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
        var isSame = other.Rule == match.Rule && other.Start == match.Start && other.End == match.End;
        return otherRank < rank || (otherRank == rank && isEarlier && (rank > 0 || isSame));
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
