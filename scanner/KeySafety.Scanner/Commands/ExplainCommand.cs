using System.CommandLine;
using System.Globalization;
using KeySafety.Scanner.Scanning;

namespace KeySafety.Scanner.Commands;

/// <summary><c>keysafety explain</c>: all about one finding, named by its fingerprint or its place.</summary>
internal static class ExplainCommand
{
    private const int MinPrefix = 6;
    private static readonly Argument<string> Finding = new("FINDING")
    {
        Description = "A fingerprint from a report (its first six digits suffice), or FILE:LINE.",
    };
    private static readonly Option<bool> History = new("--history") { Description = "Look in the history as well." };
    private static readonly SharedOptions Shared = new();

    public static Command Create()
    {
        var command = new Command("explain", "Explain one finding: where it is, why it was found, what to do.") { Finding, History };
        Shared.AddTo(command);
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult result)
    {
        var wanted = result.GetRequiredValue(Finding);
        var options = Shared.Read(result) with { UseBaseline = false };
        var place = Place.TryParse(wanted);
        if (place is null && (wanted.Length < MinPrefix || !wanted.All(char.IsAsciiHexDigitLower)))
            throw new ScanFailedException($"'{wanted}' is neither a fingerprint (16 hexadecimal digits) nor FILE:LINE");

        var session = new ScanSession(ScanRoot.Of(place is { } at ? [at.Path] : []), options);
        using (new Progress(session.Log))
        {
            session.ScanPaths();
            if (result.GetValue(History))
                session.ScanHistory();
        }

        var found = session.Report(note: null).Findings
            .Where(finding => place is { } at
                ? finding.Line <= at.Line && at.Line <= finding.EndLine
                : finding.Fingerprint.StartsWith(wanted, StringComparison.Ordinal))
            .GroupBy(finding => finding.Fingerprint)
            .ToList();
        if (found.Count == 0)
            throw new ScanFailedException($"no finding {wanted} here; 'keysafety scan --why FILE:LINE' says what became of a line");

        foreach (var group in found)
            Write([.. group]);
        return ExitCode.Clean;
    }

    private static void Write(List<ReportedFinding> findings)
    {
        var first = findings[0];
        foreach (var line in RulesCommand.Page(first.Rule))
            Console.WriteLine(line);
        Console.WriteLine();
        Console.WriteLine($"  secret      {first.Secret}, {first.Secret.Length} characters, confidence {Words.Of(first.Confidence)}");
        Console.WriteLine($"  fingerprint {first.Fingerprint}");
        foreach (var finding in findings)
        {
            var commit = finding.Commit is { } each
                ? string.Create(CultureInfo.InvariantCulture, $", commit {each.Id} by {each.Author} on {each.Date:yyyy-MM-dd}")
                : "";
            var at = string.Create(CultureInfo.InvariantCulture, $"{finding.Path}:{finding.Line}:{finding.Column}");
            Console.WriteLine($"  at          {at}{commit}");
            Console.WriteLine($"              {finding.Excerpt.Text}");
        }

        Console.WriteLine();
    }
}
