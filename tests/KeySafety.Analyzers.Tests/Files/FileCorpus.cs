using System.Collections.Immutable;
using Microsoft.CodeAnalysis.Text;

namespace KeySafety.Analyzers.Tests.Files;

/// <summary>Configuration files as teams have them: with secrets (<c>found.txt</c>), and tricky without (<c>clean.txt</c>).</summary>
internal static class FileCorpus
{
    internal sealed record Case(string Path, string Text, ImmutableArray<TextSpan> Secrets);

    /// <summary>The cases, each in a folder of its own; the seed makes other secrets.</summary>
    public static ImmutableArray<Case> Read(string name, int seed)
    {
        var cases = ImmutableArray.CreateBuilder<Case>();
        foreach (var part in File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Files", name)).Split("=== ", StringSplitOptions.RemoveEmptyEntries))
        {
            var end = part.IndexOf('\n', StringComparison.Ordinal);
            var (text, secrets) = FileProject.Expand(part[(end + 1)..], (seed * 100) + cases.Count);
            cases.Add(new($"app{cases.Count}/{part[..end]}", text, secrets));
        }

        return cases.ToImmutable();
    }

    /// <summary>A project with all of them.</summary>
    public static FileProject ToProject(this ImmutableArray<Case> cases) =>
        cases.Aggregate(FileProject.Create(), static (project, item) => project.Add(item.Path, item.Text));
}
