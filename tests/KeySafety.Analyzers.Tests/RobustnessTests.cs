using System.Collections.Immutable;
using System.Reflection;
using KeySafety.Tests;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KeySafety.Analyzers.Tests;

/// <summary>Every analyzer over this repository's own files and over random damage to them: none throws, and all are deterministic.</summary>
public sealed class RobustnessTests
{
    private const int MutationsPerFile = 2;

    private static ImmutableArray<DiagnosticAnalyzer> Analyzers { get; } =
    [
        .. typeof(Descriptors).Assembly.GetTypes()
            .Where(static type => type.GetCustomAttribute<DiagnosticAnalyzerAttribute>() is not null)
            .Select(static type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!),
    ];

    [Fact]
    public async Task OwnFiles_AreAnalyzedWithoutException()
    {
        var files = OwnFiles();
        Assert.True(files.Count > 100);
        await Analyze(files.Select(File.ReadAllText));
    }

    [Fact]
    public async Task MutatedFiles_AreAnalyzedWithoutException()
    {
        var random = new Random(4);
        var mutations = OwnFiles()
            .Select(File.ReadAllText)
            .SelectMany(text => Enumerable.Range(0, MutationsPerFile).Select(_ => Mutate(text, random)))
            .ToList();
        await Analyze(mutations);
    }

    [Theory]
    [InlineData("class C { string password = \"")]
    [InlineData("class C { string password = $\"{")]
    [InlineData("class C { string password = \"abc123XYZ!?\" + ; }")]
    [InlineData("class C { void M() => N(, \"abc123XYZ!?\"); }")]
    [InlineData("[A(\"abc123XYZ!?\"")]
    [InlineData("(password, \"abc123XYZ!?\") = ")]
    [InlineData("\"abc123XYZ!?\"")]
    [InlineData("case \"abc123XYZ!?\":")]
    [InlineData("password is { : \"abc123XYZ!?\" }")]
    [InlineData("new System.Net.NetworkCredential(\"app\", ")]
    [InlineData("class C : System.Net.NetworkCredential { C() : base(\"app\", \"abc123XYZ!?\" }")]
    [InlineData("class C { void M(System.Net.Http.HttpClient c) => c.DefaultRequestHeaders.Add(\"Authorization\", string.Format(\"{0\", ")]
    [InlineData("class C { void M(System.Security.SecureString s) { s.AppendChar(); s.AppendChar('a'; s.AppendChar(x => } }")]
    [InlineData("class C { object o = System.Environment.GetEnvironmentVariable(\"API_SECRET\") ?? ; string s = new() { Password = }; }")]
    [InlineData("class C { string P => P ?? Q; string Q => P + Q; object o = new System.Net.NetworkCredential(\"app\", new C().P); }")]
    [InlineData("System.Diagnostics.Process.Start(\"--no-auth\", [\"--no-auth\"")]
    [InlineData("byte[] b = { 65, , 'a', (byte) };")]
    public async Task IncompleteCode_IsAnalyzedWithoutException(string source) => await Analyze([source]);

    [Fact]
    public async Task DeepConcatenation_IsAnalyzed()
    {
        var sum = string.Join(" + ", Enumerable.Range(0, 3_000).Select(static i => $"\"line {i} of text\""));
        await Analyze([$"class C {{ string s = {sum}; }}"]);
    }

    [Fact]
    public async Task SameSource_GivesSameDiagnostics()
    {
        var source = Source.Fill("""class C { string password = "%password%"; string s = "%token%"; string t = "Server=a;Password=%chosen%;"; }""");
        var first = await Analyze([source]);
        Assert.Equal(3, first.Count);
        Assert.Equal(first, await Analyze([source]));
    }

    [Fact]
    public async Task ConstantOfManySinks_IsOneFindingOfTheFirst()
    {
        var methods = string.Concat(Enumerable.Range(0, 20).Select(static i => $"object M{i}() => new System.Net.NetworkCredential(\"app{i}\", Word); "));
        var source = Source.Fill($"class C {{ const string Word = \"%weak%\"; {methods} }}");
        var first = await Analyze([source]);
        Assert.Single(first);
        for (var i = 0; i < 5; i++)
            Assert.Equal(first, await Analyze([source]));
    }

    [Fact]
    public async Task MembersThatReferToEachOther_EndTheSearch()
    {
        var arms = string.Join(", ", Enumerable.Range(0, 100).Select(static i => $"{i} => P"));
        Assert.Empty(await Analyze([$"class C {{ static int I; static string P => I switch {{ {arms}, _ => P }}; object o = new System.Net.NetworkCredential(\"app\", P); }}"]));
    }

    private static async Task<List<string>> Analyze(IEnumerable<string> sources)
    {
        var trees = sources.Select((text, i) => CSharpSyntaxTree.ParseText(text, CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Latest), $"{i}.cs"));
        var compilation = CSharpCompilation.Create(
            "Robust", trees, References.Framework, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary).WithConcurrentBuild(true));
        var exceptions = new System.Collections.Concurrent.ConcurrentQueue<Exception>();
        var options = new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([]),
            onAnalyzerException: (exception, _, _) => exceptions.Enqueue(exception),
            concurrentAnalysis: true,
            logAnalyzerExecutionTime: false);
        var diagnostics = await compilation.WithAnalyzers(Analyzers, options).GetAnalyzerDiagnosticsAsync();
        Assert.Empty(exceptions);
        Assert.DoesNotContain(diagnostics, static diagnostic => diagnostic.Id == "AD0001");
        return [.. diagnostics.Select(static diagnostic => diagnostic.ToString()).Order(StringComparer.Ordinal)];
    }

    private static string Mutate(string text, Random random)
    {
        for (var i = 0; i < 8 && text.Length > 1; i++)
        {
            var at = random.Next(text.Length);
            text = random.Next(4) switch
            {
                0 => text.Remove(at, Math.Min(random.Next(1, 20), text.Length - at)),
                1 => text.Insert(at, "\"\\{}()[]+;,?:@$'"[random.Next(15)].ToString()),
                2 => text.Insert(at, text.Substring(random.Next(text.Length)) is var rest && rest.Length > 50 ? rest[..50] : rest),
                _ => random.Next(8) == 0 ? text[..at] : text.Remove(at, 1),
            };
        }

        return text;
    }

    private static List<string> OwnFiles()
    {
        var root = RepositoryFolder.Path;
        return
        [
            .. Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
                .Where(path => !Path.GetRelativePath(root, path).Split(Path.DirectorySeparatorChar).Any(static part => part is "bin" or "obj" || part.StartsWith('.')))
                .Order(StringComparer.Ordinal),
        ];
    }
}
