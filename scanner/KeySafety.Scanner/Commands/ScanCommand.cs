using System.CommandLine;
using KeySafety.Scanner.Reports;
using KeySafety.Scanner.Scanning;

namespace KeySafety.Scanner.Commands;

/// <summary><c>keysafety scan</c>: finds secrets in files, in what is staged, in a range of commits, or in all of history.</summary>
internal static class ScanCommand
{
    private static readonly Argument<string[]> Paths = new("PATH")
    {
        Description = "Files and directories; the current directory if none is given. With --stdin, the name of the text.",
        Arity = ArgumentArity.ZeroOrMore,
    };
    private static readonly Option<bool> Staged = new("--staged")
    {
        Description = "What the next commit would add, from git's index.",
    };
    private static readonly Option<string?> Since = new("--since")
    {
        Description = "The commits that HEAD has and REV lacks.",
        HelpName = "REV",
    };
    private static readonly Option<string?> Range = new("--range")
    {
        Description = "The commits of a range such as main..feature.",
        HelpName = "A..B",
    };
    private static readonly Option<bool> History = new("--history")
    {
        Description = "Every file of every commit that a branch or tag leads to.",
    };
    private static readonly Option<bool> Input = new("--stdin") { Description = "Standard input." };
    private static readonly Option<string?> Why = new("--why")
    {
        Description = "Say what found or dropped the candidates on a line.",
        HelpName = "FILE:LINE",
    };
    private static readonly Option<string> Format = new("--format")
    {
        Description = $"How to write to standard output: {string.Join(", ", ReportFormats.Names)}.",
        DefaultValueFactory = _ => "text",
        HelpName = "FORMAT",
    };
    private static readonly Option<string[]> Outputs = new("--output", "-o")
    {
        Description = "Write a report to a file as well; may be repeated.",
        HelpName = "FORMAT=FILE",
    };
    private static readonly Option<bool> ReportUnused = new("--report-unused")
    {
        Description = "List ignores that match nothing.",
    };
    private static readonly SharedOptions Shared = new();

    public static Command Create()
    {
        var command = new Command("scan", "Find secrets. Exit code: 0 clean, 1 secrets found, 2 not everything could be read.")
        {
            Paths, Staged, Since, Range, History, Input, Why, Format, Outputs, ReportUnused,
        };
        Shared.AddTo(command);
        command.Add(SharedOptions.ShowSecrets);
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult result)
    {
        var modes = (string[])
        [
            .. result.GetValue(Staged) ? ["--staged"] : (string[])[],
            .. result.GetValue(Since) is not null ? ["--since"] : (string[])[],
            .. result.GetValue(Range) is not null ? ["--range"] : (string[])[],
            .. result.GetValue(History) ? ["--history"] : (string[])[],
            .. result.GetValue(Input) ? ["--stdin"] : (string[])[],
            .. result.GetValue(Why) is not null ? ["--why"] : (string[])[],
        ];
        if (modes.Length > 1)
            throw new ScanFailedException($"{modes[0]} and {modes[1]} cannot be combined");
        var paths = result.GetValue(Paths) ?? [];
        if (modes.Length == 1 && modes[0] != "--stdin" && paths.Length > 0)
            throw new ScanFailedException($"{modes[0]} takes no PATH");

        if (paths.FirstOrDefault(path => path.Length > 1 && path[0] == '-' && !Path.Exists(path)) is { } unknown)
            throw new ScanFailedException($"unknown option: {unknown}");

        var outputs = ReportOutputs.Parse(result.GetValue(Format)!, result.GetValue(Outputs) ?? []);
        var options = Shared.Read(result) with { ReportUnused = result.GetValue(ReportUnused) };
        if (result.GetValue(Why) is { } place)
            return Explain(place, options);

        var session = new ScanSession(ScanRoot.Of(modes.Length == 0 ? paths : []), options);
        string? note = null;
        using (new Progress(session.Log))
        {
            if (result.GetValue(Staged))
                note = session.ScanStaged() ? null : "Nothing is staged.";
            else if (result.GetValue(Since) is { } since)
                session.ScanRange($"{since}..HEAD");
            else if (result.GetValue(Range) is { } range)
                session.ScanRange(range);
            else if (result.GetValue(History))
                session.ScanHistory();
            else if (result.GetValue(Input))
                session.ScanInput(paths.FirstOrDefault() ?? "stdin");
            else
                session.ScanPaths();
        }

        var report = session.Report(note);
        outputs.Write(report);
        return report.ExitCode;
    }

    private static int Explain(string place, ScanOptions options)
    {
        var (path, line) = Place.Parse(place);
        var session = new ScanSession(ScanRoot.Of([path]), options);
        foreach (var each in session.Explain(path, line))
            Console.WriteLine(each);
        return ExitCode.Clean;
    }
}
