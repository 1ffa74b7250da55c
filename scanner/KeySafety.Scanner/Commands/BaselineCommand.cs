using System.CommandLine;
using KeySafety.Scanner.Ignoring;
using KeySafety.Scanner.Scanning;

namespace KeySafety.Scanner.Commands;

/// <summary><c>keysafety baseline</c>: accepts what is there today, so that only new secrets are reported.</summary>
internal static class BaselineCommand
{
    private static readonly Argument<string[]> Paths = new("PATH")
    {
        Description = "Files and directories; the current directory if none is given.",
        Arity = ArgumentArity.ZeroOrMore,
    };
    private static readonly Option<bool> History = new("--history") { Description = "Accept what is in the history as well." };
    private static readonly SharedOptions Shared = new();

    public static Command Create()
    {
        var command = new Command(
            "baseline", "Accept the secrets that are there today: writes .keysafety-baseline, which holds keyed hashes only.")
        {
            Paths, History,
        };
        Shared.AddTo(command);
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult result)
    {
        var root = ScanRoot.Of(result.GetValue(Paths) ?? []);
        var path = Shared.BaselinePath(result, root.Directory);
        var old = File.Exists(path) ? Baseline.Read(path) : Baseline.Create();

        var session = new ScanSession(root, Shared.Read(result) with { UseBaseline = false });
        using (new Progress(session.Log))
        {
            session.ScanPaths();
            if (result.GetValue(History))
                session.ScanHistory();
        }

        var report = session.Report(note: null);
        foreach (var problem in report.Problems)
            Console.Error.WriteLine($"{ThisProgram.Name}: not read: {problem.Path}: {problem.Reason}");
        if (report.Problems.Count > 0)
            return ExitCode.Failed;

        var baseline = old.WithoutLines();
        foreach (var finding in report.Findings)
            baseline.Add(finding.Rule.Name, finding.Secret.Expose());
        baseline.Write(path);
        Console.WriteLine($"{Words.Count(baseline.Count, "secret")} accepted in {root.Relative(path)} (before: {old.Count})");
        return ExitCode.Clean;
    }
}
