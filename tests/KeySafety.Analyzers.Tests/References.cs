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
    public static ImmutableArray<MetadataReference> Framework { get; } = Beside(typeof(object));

    /// <summary>The assemblies of the web framework: configuration, hosting and what is built on them.</summary>
    public static ImmutableArray<MetadataReference> Web { get; } = Beside(typeof(Microsoft.AspNetCore.Builder.WebApplication));

    private static ImmutableArray<MetadataReference> Beside(Type type) =>
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => Path.GetDirectoryName(path) == Path.GetDirectoryName(type.Assembly.Location))
            .Select(static path => (MetadataReference)MetadataReference.CreateFromFile(path)),
    ];
}
