using System.CommandLine;
using KeySafety.Detection;
using KeySafety.Scanner.Scanning;

namespace KeySafety.Scanner.Commands;

/// <summary><c>keysafety rules</c>: what is looked for; with a name, all about one rule.</summary>
internal static class RulesCommand
{
    private static readonly Argument<string?> Name = new("RULE")
    {
        Description = "Show the page of one rule.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public static Command Create()
    {
        var command = new Command("rules", "List the rules, or show one.") { Name };
        command.SetAction(Run);
        return command;
    }

    /// <summary>The page of a rule, for this command and for <c>explain</c>.</summary>
    public static IEnumerable<string> Page(Rule rule)
    {
        yield return $"{rule.Name}: {rule.Title}";
        yield return "";
        var demotion = rule.Check is null ? "" : "; low where the format's own checksum or structure fails";
        yield return $"  confidence  {Words.Of(rule.Confidence)}{demotion}";
        if (rule.Keywords.Count > 0)
            yield return $"  keywords    {string.Join(", ", rule.Keywords)}{(rule.IgnoreCase ? " (in any case)" : "")}";
        if (rule.Pattern.Length > 0)
            yield return $"  pattern     {rule.Pattern}";
        if (rule.MinEntropy > 0)
            yield return FormattableString.Invariant($"  entropy     {rule.MinEntropy:0.0} bits per character at least");
        if (rule.Format.Length > 0)
            yield return $"  source      {rule.Format}";
        yield return $"  remedy      {rule.Remedy}";
        yield return $"  accept one  keysafety:allow {rule.Name} REASON until YYYY-MM-DD   (in a comment on its line)";
    }

    private static int Run(ParseResult result)
    {
        if (result.GetValue(Name) is { } name)
        {
            var rule = RuleCatalog.All.FirstOrDefault(rule => rule.Name == name)
                ?? throw new ScanFailedException($"there is no rule '{name}'{Suggestion(name)}");
            foreach (var line in Page(rule))
                Console.WriteLine(line);
            return ExitCode.Clean;
        }

        var width = RuleCatalog.All.Max(rule => rule.Name.Length);
        foreach (var rule in RuleCatalog.All.OrderBy(rule => rule.Name, StringComparer.Ordinal))
            Console.WriteLine($"{rule.Name.PadRight(width)}  {Words.Of(rule.Confidence),-6}  {rule.Title}");
        return ExitCode.Clean;
    }

    private static string Suggestion(string name)
    {
        var near = RuleCatalog.All.Select(rule => rule.Name)
            .Where(known => known.Contains(name, StringComparison.OrdinalIgnoreCase))
            .Take(5)
            .ToList();
        return near.Count == 0 ? "; 'keysafety rules' lists them" : $"; did you mean {string.Join(", ", near)}?";
    }
}
