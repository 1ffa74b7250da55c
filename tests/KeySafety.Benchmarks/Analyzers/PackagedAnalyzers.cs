using System.Reflection;
using System.Runtime.Loader;
using KeySafety.Tests;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KeySafety.Benchmarks.Analyzers;

/// <summary>The analyzers as the compiler loads them: beside the engine for .NET Standard, which has no SIMD.</summary>
internal static class PackagedAnalyzers
{
    /// <summary>One of each.</summary>
    public static IReadOnlyList<DiagnosticAnalyzer> Load() =>
    [
        .. new Context().LoadFromAssemblyName(new AssemblyName("KeySafety.Analyzers")).GetTypes()
            .Where(static type => type.IsSubclassOf(typeof(DiagnosticAnalyzer)) && !type.IsAbstract)
            .Select(static type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!),
    ];

    private static string Folder() => Path.Combine(RepositoryFolder.Path, "analyzers", "KeySafety.Analyzers", "bin", "Release", "netstandard2.0");

    // The benchmarks themselves refer to the engine for this platform, which is not what is measured here.
    private sealed class Context : AssemblyLoadContext
    {
        protected override Assembly? Load(AssemblyName assemblyName) => assemblyName.Name?.StartsWith("KeySafety.", StringComparison.Ordinal) == true
            ? LoadFromAssemblyPath(Path.Combine(Folder(), assemblyName.Name + ".dll"))
            : null;
    }
}
