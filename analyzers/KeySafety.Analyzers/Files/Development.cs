namespace KeySafety.Analyzers.Files;

/// <summary>Whether a part of a configuration file is for development alone.</summary>
internal static class Development
{
    private const string Variable = "ENVIRONMENT";
    private static readonly HashSet<string> Names = new(
        ["dev", "develop", "development", "local", "debug", "test", "tests", "testing", "override", "e2e", "user"], StringComparer.OrdinalIgnoreCase);

    private static readonly string[] Environments = ["dev", "local", "test"];

    /// <summary>By the file's name, or by the environment that the profile, the service or the file sets.</summary>
    public static bool IsFor(string text, string path, int at)
    {
        var name = path.Substring(path.LastIndexOfAny(['/', '\\']) + 1);
        if (name.Split('.', '-', '_').Any(Names.Contains))
            return true;

        if (name.StartsWith("launchSettings", StringComparison.OrdinalIgnoreCase))
            return SetsDevelopment(text, Profile(text, at));
        if (name.EndsWith(".yml", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase))
            return SetsDevelopment(text, Service(text, at));
        return name.StartsWith(".env", StringComparison.OrdinalIgnoreCase) && SetsDevelopment(text, (0, text.Length));
    }

    // ASPNETCORE_ENVIRONMENT: Development, "DOTNET_ENVIRONMENT": "Development"
    private static bool SetsDevelopment(string text, (int Start, int End) part)
    {
        for (var at = part.Start; (at = text.IndexOf(Variable, at, part.End - at, StringComparison.OrdinalIgnoreCase)) >= 0; at += Variable.Length)
        {
            var value = at + Variable.Length;
            while (value < part.End && text[value] is '"' or '\'' or ' ' or '\t' or ':' or '=')
                value++;
            if (Array.Exists(Environments, word => string.Compare(text, value, word, 0, word.Length, StringComparison.OrdinalIgnoreCase) == 0))
                return true;
        }

        return false;
    }

    /// <summary>The object that holds the index and stands in another one in the document's: a profile in <c>profiles</c>.</summary>
    private static (int Start, int End) Profile(string text, int at)
    {
        var depth = 0;
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '"':
                    i = EndOfText(text, i);
                    break;
                case '{' when ++depth == 3 && i < at:
                    start = i;
                    break;
                case '}' when depth-- == 3 && i > at:
                    return (start, i);
            }
        }

        return (start, text.Length);
    }

    private static int EndOfText(string text, int quote)
    {
        for (var i = quote + 1; i < text.Length; i++)
        {
            if (text[i] is '"' or '\n')
                return i;
            if (text[i] == '\\')
                i++;
        }

        return text.Length;
    }

    /// <summary>The block under <c>services:</c> that holds the index.</summary>
    private static (int Start, int End) Service(string text, int at)
    {
        int? depth = null;
        var start = 0;
        for (var line = 0; line < text.Length; line = EndOfLine(text, line) + 1)
        {
            var first = line;
            while (first < text.Length && text[first] == ' ')
                first++;
            if (first == text.Length || text[first] is '\r' or '\n' or '#')
                continue;

            // The first entry says how deep its siblings stand.
            if (string.CompareOrdinal(text, line, "services:", 0, "services:".Length) == 0)
                depth = 0;
            else if (depth == 0)
                (depth, start) = (first - line, line);
            else if (depth > 0 && first - line <= depth && line > at)
                return (start, line);
            else if (depth > 0 && first - line <= depth)
                start = line;
        }

        return (start, text.Length);
    }

    private static int EndOfLine(string text, int at) => text.IndexOf('\n', at) is >= 0 and var end ? end : text.Length;
}
