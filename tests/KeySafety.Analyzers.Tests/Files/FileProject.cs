using System.Collections.Immutable;
using System.Text;
using KeySafety.Analyzers.CodeFixes.Files;
using KeySafety.Tests;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace KeySafety.Analyzers.Tests.Files;

/// <summary>A project of one source and some configuration files, in the repository <c>/repo</c>, whose analyzers and fixes are run as an editor runs them.</summary>
/// <remarks>Where a secret is expected the file says <c>«secret»</c>; secrets are made at run time, by templates as in <c>‹base62:20›</c>.</remarks>
internal sealed class FileProject
{
    public const string Root = "/repo/";

    private Project _project;

    private FileProject(Project project) => _project = project;

    /// <summary>A project with no files yet.</summary>
    /// <param name="settings">Lines of a <c>.editorconfig</c>, with sections.</param>
    /// <param name="globals">Lines of a <c>.globalconfig</c>: build properties.</param>
    public static FileProject Create(string settings = "", string globals = "")
    {
        var project = new AdhocWorkspace().AddProject("App", LanguageNames.CSharp).AddMetadataReferences(References.Framework);
        project = project.AddDocument("App.cs", "class C { }", filePath: Root + "App.cs").Project;
        project = project.AddAnalyzerConfigDocument(".editorconfig", SourceText.From("root = true\n" + settings), filePath: Root + ".editorconfig").Project;
        var text = SourceText.From($"is_global = true\nbuild_property.KeySafetyRoot = {Root}\n{globals}");
        return new(project.AddAnalyzerConfigDocument(".globalconfig", text, filePath: Root + ".globalconfig").Project);
    }

    public FileProject Add(string path, string text, Encoding? encoding = null)
    {
        _project = _project.AddAdditionalDocument(path, SourceText.From(text, encoding ?? Encoding.UTF8), filePath: Root + path).Project;
        return this;
    }

    /// <summary>The text of a file.</summary>
    public async Task<SourceText> TextOf(string path) => await _project.AdditionalDocuments.Single(item => item.FilePath == Root + path).GetTextAsync();

    /// <summary>What is reported, in the order of files and places.</summary>
    public async Task<ImmutableArray<Diagnostic>> Diagnose()
    {
        var compilation = await _project.GetCompilationAsync();
        List<Exception> exceptions = [];
        var options = new CompilationWithAnalyzersOptions(
            _project.AnalyzerOptions, (exception, _, _) => exceptions.Add(exception), concurrentAnalysis: true, logAnalyzerExecutionTime: false);
        var diagnostics = await compilation!.WithAnalyzers([new ConfigurationFileAnalyzer()], options).GetAnalyzerDiagnosticsAsync();
        Assert.Empty(exceptions);
        return [.. diagnostics.OrderBy(static item => item.Location.GetLineSpan().Path, StringComparer.Ordinal).ThenBy(static item => item.Location.SourceSpan.Start)];
    }

    /// <summary>The titles of the fixes that are offered for a diagnostic.</summary>
    public async Task<IReadOnlyList<CodeAction>> FixesOf(Diagnostic diagnostic)
    {
        List<CodeAction> actions = [];
        var document = _project.AdditionalDocuments.Single(item => item.FilePath == diagnostic.Location.GetLineSpan().Path);
        await new PlaceholderFix().RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (action, _) => actions.Add(action), CancellationToken.None));
        return actions;
    }

    /// <summary>Applies an action.</summary>
    public async Task Apply(CodeAction action)
    {
        var operations = await action.GetOperationsAsync(CancellationToken.None);
        _project = operations.OfType<ApplyChangesOperation>().Single().ChangedSolution.GetProject(_project.Id)!;
    }

    /// <summary>Applies the fix to everything in a scope.</summary>
    public async Task FixAll(FixAllScope scope)
    {
        var context = new FixAllContext(
            _project, new PlaceholderFix(), scope, PlaceholderFix.Title, [Descriptors.InFile.Id], new Diagnostics(await Diagnose()), CancellationToken.None);
        await Apply((await new PlaceholderFix().GetFixAllProvider().GetFixAsync(context))!);
    }

    /// <summary>Expands templates and takes the marks away.</summary>
    /// <returns>The text, and where the marked secrets stand in it.</returns>
    public static (string Text, ImmutableArray<TextSpan> Secrets) Expand(string marked, int seed)
    {
        var text = new StringBuilder();
        var secrets = ImmutableArray.CreateBuilder<TextSpan>();
        var start = 0;
        for (var i = 0; i < marked.Length; i++)
        {
            switch (marked[i])
            {
                case '«':
                    start = text.Length;
                    break;
                case '»':
                    secrets.Add(TextSpan.FromBounds(start, text.Length));
                    break;
                case '‹':
                    var end = marked.IndexOf('›', i);
                    text.Append(Template.Expand("{" + marked[(i + 1)..end] + "}", (seed * 10_000) + i));
                    i = end;
                    break;
                default:
                    text.Append(marked[i]);
                    break;
            }
        }

        return (text.ToString(), secrets.ToImmutable());
    }

    private sealed class Diagnostics(ImmutableArray<Diagnostic> all) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>(all);

        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>([]);

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>(all);
    }
}
