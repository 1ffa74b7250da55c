namespace KeySafety.Detection.Values;

/// <summary>Tells what is typed by running over the keys: <c>asdfasdf</c>, <c>qwerty123</c>.</summary>
internal static class KeyboardRuns
{
    private const int Shortest = 4;

    // A password may hold a run: with more letters than these beside it, it is more than a placeholder.
    private const int MostOtherLetters = 3;

    private static readonly string[] Rows = ["qwertyuiop", "qwertzuiop", "azertyuiop", "asdfghjkl", "zxcvbnm"];

    /// <summary>Whether a text in lower case holds such a run and few letters besides.</summary>
    public static bool AreMostOf(string value)
    {
        int others = 0, runs = 0;
        for (var i = 0; i < value.Length;)
        {
            var length = LongestAt(value, i);
            if (length >= Shortest)
            {
                runs++;
                i += length;
                continue;
            }

            others += char.IsLetter(value[i]) ? 1 : 0;
            i++;
        }

        return runs > 0 && others <= MostOtherLetters;
    }

    private static int LongestAt(string value, int start)
    {
        var longest = 0;
        foreach (var row in Rows)
        {
            var column = row.IndexOf(value[start]);
            var length = 0;
            while (column >= 0 && column + length < row.Length && start + length < value.Length && value[start + length] == row[column + length])
                length++;
            longest = Math.Max(longest, length);
        }

        return longest;
    }
}
