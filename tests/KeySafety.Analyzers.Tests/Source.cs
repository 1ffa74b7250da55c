using KeySafety.Detection;
using KeySafety.Tests;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;

namespace KeySafety.Analyzers.Tests;

/// <summary>A marked source that an analyzer has to agree with.</summary>
/// <remarks>
/// <para>
/// Where a diagnostic is expected the source says <c>{|KS0001:text|}</c>; everything else has to stay silent and to compile. Secrets
/// are made at run time: <c>%token%</c> is a GitHub token with the right checksum, <c>%broken%</c> one with a wrong one, <c>%own%</c>
/// a key of torque-server, <c>%password%</c> a random password, <c>%chosen%</c> one that a person might choose, <c>%doubtful%</c> one
/// that may be a stand-in, <c>%key%</c> a random key, <c>%clean%</c> a text for people. Of these that only a sink makes secrets, <c>%weak%</c> is a password, <c>%sentence%</c> the text
/// of a key, and <c>%weaktoken%</c> a token.
/// </para>
/// <code>await Source.Verify&lt;HardcodedSecretAnalyzer&gt;("""class C { string s = "{|KS0001:%token%|}"; }""");</code>
/// </remarks>
internal static class Source
{
    /// <summary>Runs an analyzer over one source.</summary>
    /// <param name="source">The marked source.</param>
    /// <param name="settings">Lines of a <c>.globalconfig</c>: <c>keysafety.minimum_confidence = high</c>, <c>build_property.IsTestProject = true</c>.</param>
    /// <param name="files">Additional files by path; marked as the source is.</param>
    /// <param name="fileName">The source's own name.</param>
    /// <param name="expected">Diagnostics that have no place in a source.</param>
    public static async Task Verify<TAnalyzer>(
        string source,
        string settings = "",
        (string Path, string Text)[]? files = null,
        string fileName = "Test0.cs",
        params DiagnosticResult[] expected)
        where TAnalyzer : DiagnosticAnalyzer, new()
    {
        var test = new Test<TAnalyzer> { ReferenceAssemblies = References.None };
        test.TestState.OutputKind = IsProgram(source) ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary;
        test.TestState.AdditionalReferences.AddRange(References.Framework);
        test.TestState.Sources.Add((fileName, Fill(source)));
        test.TestState.AnalyzerConfigFiles.Add(("/.globalconfig", "is_global = true\n" + Fill(settings)));
        foreach (var (path, text) in files ?? [])
            test.TestState.AdditionalFiles.Add((path, Fill(text)));
        test.ExpectedDiagnostics.AddRange(expected);
        await test.RunAsync();
    }

    /// <summary>Replaces the names of secrets by secrets.</summary>
    public static string Fill(string text)
    {
        var token = Template.Expand("{github:ghp}", 41);
        return text
            .Replace("%token%", token, StringComparison.Ordinal)
            .Replace("%broken%", token[..^1] + (token[^1] == 'x' ? 'y' : 'x'), StringComparison.Ordinal)
            .Replace("%own%", Template.Expand("{torque}", 42), StringComparison.Ordinal)
            .Replace("%password%", Password, StringComparison.Ordinal)
            .Replace("%chosen%", "Winter" + "Night" + 2000 + "!", StringComparison.Ordinal)
            .Replace("%doubtful%", "P@ss" + "w0rd" + 27, StringComparison.Ordinal)
            .Replace("%weak%", "blue" + "bonnet", StringComparison.Ordinal)
            .Replace("%sentence%", "a long sentence that opens " + "this door", StringComparison.Ordinal)
            .Replace("%weaktoken%", "bluebonnet-17-" + "orchard", StringComparison.Ordinal)
            .Replace("%key%", Template.Expand("{base62:40}", 44), StringComparison.Ordinal)
            .Replace("%clean%", "Enter your password", StringComparison.Ordinal);
    }

    /// <summary>What <c>%password%</c> stands for.</summary>
    public static string Password { get; } = Template.Expand("{base62:20}", 43);

    /// <summary>Its fingerprint as a finding of a rule.</summary>
    public static string FingerprintOf(string name, string value) => Detector.Default.Find(new Candidate(Fill(value), name)).Single().Fingerprint;

    // Top-level statements are a program's.
    private static bool IsProgram(string source) => source.StartsWith("// program", StringComparison.Ordinal);

    private sealed class Test<TAnalyzer> : CSharpAnalyzerTest<TAnalyzer, DefaultVerifier>
        where TAnalyzer : DiagnosticAnalyzer, new()
    {
        protected override ParseOptions CreateParseOptions() =>
            ((Microsoft.CodeAnalysis.CSharp.CSharpParseOptions)base.CreateParseOptions())
            .WithLanguageVersion(Microsoft.CodeAnalysis.CSharp.LanguageVersion.Latest);

        protected override CompilationOptions CreateCompilationOptions() =>
            ((Microsoft.CodeAnalysis.CSharp.CSharpCompilationOptions)base.CreateCompilationOptions()).WithAllowUnsafe(true);
    }
}
