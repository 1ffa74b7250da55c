using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;

namespace KeySafety.Analyzers.Tests;

/// <summary>What test sources are compiled against: the framework that runs the tests, so that no package is needed.</summary>
internal static class References
{
    /// <summary>No reference assemblies from packages.</summary>
    public static ReferenceAssemblies None { get; } = new("net10.0");

    /// <summary>The running framework's assemblies.</summary>
    public static ImmutableArray<MetadataReference> Framework { get; } =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(static path => Path.GetDirectoryName(path) == Path.GetDirectoryName(typeof(object).Assembly.Location))
            .Select(static path => (MetadataReference)MetadataReference.CreateFromFile(path)),
    ];
}
