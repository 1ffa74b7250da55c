using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KeySafety.Analyzers.Configuration;

/// <summary>Tells test projects: there, findings of low confidence are made up far more often than not.</summary>
internal static class TestProject
{
    private static readonly string[] Frameworks =
    [
        "xunit.core", "xunit.v3.core", "xunit.assert", "xunit.v3.assert", "nunit.framework", "Microsoft.VisualStudio.TestPlatform.TestFramework",
        "MSTest.TestFramework", "TUnit.Core",
    ];

    /// <summary>By the build property <c>IsTestProject</c>, otherwise by the test frameworks that are referred to.</summary>
    public static bool Is(Compilation compilation, AnalyzerConfigOptions global)
    {
        if (global.TryGetValue("build_property.IsTestProject", out var text) && bool.TryParse(text, out var isTestProject))
            return isTestProject;

        foreach (var reference in compilation.ReferencedAssemblyNames)
        {
            if (Array.IndexOf(Frameworks, reference.Name) >= 0)
                return true;
        }

        return false;
    }
}
