using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace KeySafety.Benchmarks.Analyzers;

/// <summary>What one keystroke costs in a file of 5,000 lines, for each analyzer and for all of them.</summary>
/// <remarks>
/// The analyzers' own time is what the compiler's telemetry says, which is the clock's: on a busy machine the best is nearest to the truth.
/// The model is bound before, as an editor has done. An analyzer that does nothing with literals shows what of it is the telemetry itself.
/// </remarks>
internal static class AnalyzerFigures
{
    private const int Lines = 5_000;
    private const int Keystrokes = 40;
    private const int Files = 3;

    // So many until everything has been compiled with optimizations, as in an editor that has been open for a minute.
    private const int WarmUp = 60;

    /// <summary>Measures and prints; the file is one that was generated, unless another is given.</summary>
    public static async Task Run(string? path)
    {
        var text = Microsoft.CodeAnalysis.Text.SourceText.From(path is null ? CSharpProject.Source(1, Lines) : await File.ReadAllTextAsync(path));
        var tree = CSharpSyntaxTree.ParseText(text, path: "File.cs");
        var compilation = CSharpCompilation.Create("Keystrokes", [tree], References(), new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        ImmutableArray<DiagnosticAnalyzer> analyzers = [.. PackagedAnalyzers.Load(), new EmptyAnalyzer()];
        var times = analyzers.ToDictionary(static analyzer => analyzer, static _ => new List<double>());
        for (var i = 0; i < Keystrokes + WarmUp; i++)
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
            foreach (var analyzer in analyzers)
            {
                if (i >= WarmUp)
                    times[analyzer].Add((await run.GetAnalyzerTelemetryInfoAsync(analyzer, CancellationToken.None)).ExecutionTime.TotalMilliseconds);
            }
        }

        Console.WriteLine($"one keystroke in {text.Lines.Count} lines, milliseconds: best, lower quartile, median");
        foreach (var analyzer in analyzers)
            Print(analyzer.GetType().Name, times[analyzer]);
        Print("all of ours", [.. Enumerable.Range(0, Keystrokes).Select(i => analyzers.Where(static analyzer => analyzer is not EmptyAnalyzer).Sum(analyzer => times[analyzer][i]))]);
    }

    /// <summary>Prints what one large file of settings costs; an editor keeps the answer for as long as the file stays the same.</summary>
    public static async Task RunLargeFile()
    {
        const int length = 10_000_000;
        var json = new StringBuilder();
        for (var i = 0; json.Length < length; i++)
            json.Append(CultureInfo.InvariantCulture, $"\"Section\": {{ \"Name\": \"value {i}\", \"Key\": \"item-{i}\" }},\n");
        var compilation = CSharpCompilation.Create("LargeFile", [], References());
        var analyzer = PackagedAnalyzers.Load().Single(static analyzer => analyzer.GetType().Name == "ConfigurationFileAnalyzer");
        for (var i = 0; i < Files; i++)
        {
            var options = new AnalyzerOptions([new LargeText(Microsoft.CodeAnalysis.Text.SourceText.From(json.ToString(), Encoding.UTF8))]);
            var before = Environment.CpuUsage.UserTime;
            await compilation.WithAnalyzers([analyzer], options).GetAnalyzerDiagnosticsAsync();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"appsettings.json of {json.Length / 1e6:0} MB: {(Environment.CpuUsage.UserTime - before).TotalSeconds:0.00} s of user CPU"));
        }
    }

    private sealed class LargeText(Microsoft.CodeAnalysis.Text.SourceText text) : AdditionalText
    {
        public override string Path => "appsettings.json";

        public override Microsoft.CodeAnalysis.Text.SourceText GetText(CancellationToken cancellationToken = default) => text;
    }

    private static void Print(string name, List<double> times)
    {
        times.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name,-32} {times[0],8:0.00} {times[times.Count / 4],8:0.00} {times[times.Count / 2],8:0.00}"));
    }

    private static IEnumerable<MetadataReference> References() => ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
        .Split(Path.PathSeparator)
        .Where(static path => Path.GetDirectoryName(path) == Path.GetDirectoryName(typeof(object).Assembly.Location))
        .Select(static path => MetadataReference.CreateFromFile(path));
}
