using KeySafety.Detection.Text;

namespace KeySafety.Detection;

/// <summary>Turns matches into findings with lines and columns.</summary>
internal static class Placement
{
    /// <summary>Places matches that are ordered by start.</summary>
    public static void Place(in TextView view, IReadOnlyList<Match> matches, int unitsPerIndex, List<Finding> findings)
    {
        // Each start is counted on from the one before, so that many findings on one long line stay linear.
        var from = new Position(0, 1, 1);
        foreach (var match in matches)
        {
            from = Advance(in view, from, match.Start);
            var end = Advance(in view, from, match.End);
            findings.Add(new Finding
            {
                Rule = match.Rule,
                Confidence = match.Confidence,
                Start = match.Start * unitsPerIndex,
                Length = (match.End - match.Start) * unitsPerIndex,
                Line = from.Line,
                Column = from.Column,
                EndLine = end.Line,
                EndColumn = end.Column,
                Secret = new SecretText(match.Secret),
            });
        }
    }

    /// <summary>The line of a unit, 1-based.</summary>
    public static int LineOf(in TextView view, int index) => Advance(in view, new Position(0, 1, 1), index).Line;

    private static Position Advance(in TextView view, Position from, int to)
    {
        var (at, line, column) = (from.Index, from.Line, from.Column);
        while (at < to)
        {
            var feed = view.Bytes.Slice(at, to - at).IndexOf((byte)'\n');
            if (feed < 0)
                return new Position(to, line, column + view.Utf16Length(at, to - at));

            at += feed + 1;
            line++;
            column = 1;
        }

        return new Position(at, line, column);
    }

    private readonly record struct Position(int Index, int Line, int Column);
}
