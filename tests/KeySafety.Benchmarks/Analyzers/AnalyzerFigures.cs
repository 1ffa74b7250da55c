using System.Collections.Immutable;
using System.Globalization;
using KeySafety.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace KeySafety.Benchmarks.Analyzers;

/// <summary>What one keystroke costs in a file of 5,000 lines, and what a text that is no secret allocates.</summary>
/// <remarks>The analyzers' own time is what the compiler's telemetry says; the model is bound before, as an editor has done.</remarks>
internal static class AnalyzerFigures
{
    private const int Lines = 5_000;
    private const int Keystrokes = 25;
    private const int WarmUp = 10;

    /// <summary>Measures and prints.</summary>
    public static async Task Run()
    {
        var text = Microsoft.CodeAnalysis.Text.SourceText.From(CSharpProject.Source(1, Lines));
        var tree = CSharpSyntaxTree.ParseText(text, path: "File.cs");
        var compilation = CSharpCompilation.Create("Keystrokes", [tree], References(), new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        ImmutableArray<DiagnosticAnalyzer> analyzers =
        [
            .. typeof(HardcodedSecretAnalyzer).Assembly.GetTypes()
                .Where(static type => type.IsSubclassOf(typeof(DiagnosticAnalyzer)) && !type.IsAbstract)
                .Select(static type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!),
        ];
        var times = new List<double>();
        for (var i = 0; i < Keystrokes; i++)
        {
            text = text.WithChanges(new TextChange(new TextSpan(text.Length / 2 / (i + 1), 0), " "));
            var next = tree.WithChangedText(text);
            compilation = compilation.ReplaceSyntaxTree(tree, next);
            tree = next;
            var model = compilation.GetSemanticModel(tree);
            model.GetDiagnostics();
            var options = new CompilationWithAnalyzersOptions(new AnalyzerOptions([]), null, concurrentAnalysis: false, logAnalyzerExecutionTime: true);
            var run = compilation.WithAnalyzers(analyzers, options);
            await run.GetAnalyzerSyntaxDiagnosticsAsync(tree, CancellationToken.None);
            await run.GetAnalyzerSemanticDiagnosticsAsync(model, null, CancellationToken.None);
            var own = 0.0;
            foreach (var analyzer in analyzers)
                own += (await run.GetAnalyzerTelemetryInfoAsync(analyzer, CancellationToken.None)).ExecutionTime.TotalMilliseconds;
            if (i >= WarmUp)
                times.Add(own);
        }

        times.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"keystroke in {text.Lines.Count} lines: median {times[times.Count / 2]:0.00} ms, worst {times[^1]:0.00} ms"));
        Allocations(tree);
    }

    private static void Allocations(SyntaxTree tree)
    {
        var root = tree.GetRoot();
        var literals = root.DescendantNodes().OfType<LiteralExpressionSyntax>().Where(static node => node.IsKind(SyntaxKind.StringLiteralExpression)).ToList();
        var joined = root.DescendantNodes().OfType<InterpolatedStringExpressionSyntax>().ToList();
        var (asked, before) = (0, 0L);
        for (var round = 0; round < 2; round++)
        {
            asked = 0;
            before = GC.GetAllocatedBytesForCurrentThread();
            foreach (var literal in literals)
                asked += KeySafety.Analyzers.Judging.LiteralJudge.IsWorthAsking(literal.Token.ValueText.AsSpan()) ? 1 : 0;
            foreach (var text in joined)
                asked += KeySafety.Analyzers.Judging.JoinedText.IsWorthAsking(text) ? 1 : 0;
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Console.WriteLine($"{literals.Count} literals and {joined.Count} interpolated texts: {asked} are looked at, {allocated} bytes allocated");
    }

    private static IEnumerable<MetadataReference> References() => ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
        .Split(Path.PathSeparator)
        .Where(static path => Path.GetDirectoryName(path) == Path.GetDirectoryName(typeof(object).Assembly.Location))
        .Select(static path => MetadataReference.CreateFromFile(path));
}
