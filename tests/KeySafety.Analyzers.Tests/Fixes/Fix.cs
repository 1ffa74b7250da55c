using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;

namespace KeySafety.Analyzers.Tests.Fixes;

/// <summary>A marked source and what a fix makes of it, one by one and for all findings at once; see <see cref="Source"/> for the marks.</summary>
internal static class Fix
{
    /// <summary>Applies the fix with a key until it is offered no more.</summary>
    /// <param name="key">The fix's equivalence key.</param>
    /// <param name="source">The marked source; compiles.</param>
    /// <param name="after">The source after the fixes, with what is still reported; compiles.</param>
    /// <param name="settings">Lines of a <c>.globalconfig</c>.</param>
    /// <param name="version">The language version.</param>
    /// <param name="other">A second source of the project.</param>
    /// <param name="afterAll">The source after fixing all at once, where that is another.</param>
    public static async Task Verify<TFix>(
        string key, string source, string after, string settings = "", LanguageVersion version = LanguageVersion.Latest, string? other = null,
        string? afterAll = null)
        where TFix : CodeFixProvider, new()
    {
        var test = new Test<TFix>(version) { ReferenceAssemblies = References.None, CodeActionEquivalenceKey = key };
        if (afterAll is not null)
            test.BatchFixedState.Sources.Add(("Test0.cs", Source.Fill(afterAll)));
        test.FixedState.MarkupHandling = MarkupMode.Allow;
        foreach (var (state, text) in ((SolutionState, string)[])[(test.TestState, source), (test.FixedState, after)])
        {
            state.OutputKind = source.StartsWith("// program", StringComparison.Ordinal) ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary;
            state.AdditionalReferences.AddRange(References.Framework);
            state.AdditionalReferences.AddRange(References.Web);
            state.Sources.Add(("Test0.cs", Source.Fill(text)));
            if (other is not null)
                state.Sources.Add(("Test1.cs", Source.Fill(other)));
            state.AnalyzerConfigFiles.Add(("/.globalconfig", "is_global = true\n" + settings));
        }

        await test.RunAsync();
    }

    /// <summary>The fix with that key is not offered for anything in the source.</summary>
    public static Task IsNotOffered<TFix>(
        string key, string source, string settings = "", LanguageVersion version = LanguageVersion.Latest, string? other = null)
        where TFix : CodeFixProvider, new() => Verify<TFix>(key, source, source, settings, version, other);

    private sealed class Test<TFix>(LanguageVersion version) : CSharpCodeFixTest<HardcodedSecretAnalyzer, TFix, DefaultVerifier>
        where TFix : CodeFixProvider, new()
    {
        protected override ParseOptions CreateParseOptions() => ((CSharpParseOptions)base.CreateParseOptions()).WithLanguageVersion(version);

        protected override CompilationOptions CreateCompilationOptions() => ((CSharpCompilationOptions)base.CreateCompilationOptions())
            .WithNullableContextOptions(version >= LanguageVersion.CSharp8 ? NullableContextOptions.Enable : NullableContextOptions.Disable);
    }
}
