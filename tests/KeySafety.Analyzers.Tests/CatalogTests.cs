using System.Reflection;
using KeySafety.Analyzers.Configuration;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KeySafety.Analyzers.Tests;

/// <summary>Descriptors, analyzers, pages and the README say the same.</summary>
public sealed class CatalogTests
{
    private static string Docs => Path.Combine(AppContext.BaseDirectory, "docs");

    private static string Readme => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "README.md"));

    public static TheoryData<string> Ids => new(Descriptors.All.Select(static descriptor => descriptor.Id));

    [Fact]
    public void Ids_AreInARowWithoutGaps() =>
        Assert.Equal(Enumerable.Range(1, Descriptors.All.Length).Select(static number => $"KS{number:0000}"), Descriptors.All.Select(static item => item.Id));

    [Theory]
    [MemberData(nameof(Ids))]
    public void Descriptor_IsComplete(string id)
    {
        var descriptor = Descriptors.All.Single(item => item.Id == id);
        Assert.Equal("Security", descriptor.Category);
        Assert.True(descriptor.IsEnabledByDefault);
        Assert.Equal(DiagnosticSeverity.Warning, descriptor.DefaultSeverity);
        Assert.EndsWith($"/analyzers/docs/{id}.md", descriptor.HelpLinkUri, StringComparison.Ordinal);
        Assert.NotEmpty(descriptor.Description.ToString(null));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Page_HasTheTitleAsItsHeading(string id)
    {
        var title = Descriptors.All.Single(item => item.Id == id).Title;
        var page = File.ReadAllText(Path.Combine(Docs, id + ".md"));
        Assert.StartsWith($"# {id}: {title}\n\n", page, StringComparison.Ordinal);
        Assert.Contains("## What to do", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Pages_AreOfKnownIds() =>
        Assert.Equal(
            Descriptors.All.Select(static item => item.Id),
            Directory.GetFiles(Docs).Select(static path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal));

    [Fact]
    public void Readme_ListsEveryIdAndSetting()
    {
        var table = string.Concat(Descriptors.All.Select(static item => $"| [{item.Id}](docs/{item.Id}.md) | {item.Title} |\n"));
        Assert.Contains(table, Readme, StringComparison.Ordinal);
        foreach (var key in SettingKeys.All)
            Assert.Contains($"| `{key}` |", Readme, StringComparison.Ordinal);
    }

    [Fact]
    public void Analyzers_ReportOnlyDescriptorsOfTheCatalog()
    {
        var analyzers = typeof(Descriptors).Assembly.GetTypes()
            .Where(static type => type.GetCustomAttribute<DiagnosticAnalyzerAttribute>() is not null)
            .Select(static type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!)
            .ToList();
        Assert.NotEmpty(analyzers);
        Assert.All(analyzers, static analyzer => Assert.Empty(analyzer.SupportedDiagnostics.Except(Descriptors.All)));
    }
}
