using System.Collections.Immutable;
using KeySafety.Detection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace KeySafety.Analyzers.Configuration;

/// <summary>The baseline files among the additional files: what <c>keysafety baseline</c> has accepted.</summary>
internal sealed class AcceptedFindings
{
    private readonly ImmutableArray<(byte[] Key, HashSet<string> Lines)> _files;

    private AcceptedFindings(ImmutableArray<(byte[] Key, HashSet<string> Lines)> files, ImmutableArray<SettingProblem> problems)
    {
        _files = files;
        Problems = problems;
    }

    /// <summary>What could not be read.</summary>
    public ImmutableArray<SettingProblem> Problems { get; }

    /// <summary>Reads the baselines among the files.</summary>
    public static AcceptedFindings Read(ImmutableArray<AdditionalText> files, CancellationToken cancellation)
    {
        var read = ImmutableArray.CreateBuilder<(byte[], HashSet<string>)>();
        var problems = ImmutableArray.CreateBuilder<SettingProblem>();
        foreach (var file in files)
        {
            if (IsBaseline(file.Path) && file.GetText(cancellation) is { } text)
                ReadFile(file.Path, text, read, problems);
        }

        return new(read.ToImmutable(), problems.ToImmutable());
    }

    /// <summary>Whether a path is a baseline's.</summary>
    public static bool IsBaseline(string path) =>
        path.EndsWith(BaselineFormat.FileName, StringComparison.Ordinal)
        && (path.Length == BaselineFormat.FileName.Length || path[path.Length - BaselineFormat.FileName.Length - 1] is '/' or '\\');

    /// <summary>Whether a baseline accepts the finding.</summary>
    public bool Accept(Finding finding) =>
        _files.Any(file => file.Lines.Count > 0 && file.Lines.Contains(BaselineFormat.LineOf(file.Key, finding.Rule.Name, finding.Secret.Expose())));

    private static void ReadFile(
        string path, SourceText text, ImmutableArray<(byte[], HashSet<string>)>.Builder files, ImmutableArray<SettingProblem>.Builder problems)
    {
        var lines = text.Lines.Select(static line => line.ToString()).ToList();
        if (BaselineFormat.ReadKey(lines[0]) is not { } key)
        {
            problems.Add(new(path, $"is not a baseline: its first line is not '{BaselineFormat.Header}...', or the key there is damaged"));
            return;
        }

        var damaged = lines.FindIndex(1, static line => line.Length > 0 && !BaselineFormat.IsLine(line));
        if (damaged >= 0)
            problems.Add(new($"{path}:{damaged + 1}", "is not a line of a baseline (an unresolved merge?)"));
        files.Add((key, new HashSet<string>(lines.Skip(1).Where(BaselineFormat.IsLine), StringComparer.Ordinal)));
    }
}
