using System.Collections.Immutable;
using KeySafety.Analyzers.Configuration;
using Microsoft.CodeAnalysis;

namespace KeySafety.Analyzers.Sinks;

/// <summary>Sinks by the names that stand in source, so that most calls are passed over without a model.</summary>
internal sealed class SinkTable
{
    private static readonly IReadOnlyList<Sink> NoSinks = [];
    private readonly Dictionary<string, List<Sink>> _constructors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Sink>> _members = new(StringComparer.Ordinal);

    private SinkTable(IEnumerable<Sink> sinks)
    {
        foreach (var sink in sinks)
        {
            var isConstructor = sink.MemberName == Sink.Constructor;
            var (table, name) = isConstructor ? (_constructors, sink.SimpleTypeName) : (_members, sink.MemberName);
            if (!table.TryGetValue(name, out var list))
                table.Add(name, list = []);
            list.Add(sink);
        }
    }

    /// <summary>The sinks that the product knows.</summary>
    public static SinkTable Default { get; } = new(SinkCatalog.All);

    /// <summary>These and those of a setting.</summary>
    public static SinkTable With(ImmutableArray<SinkSetting> settings) => settings.IsEmpty
        ? Default
        : new(SinkCatalog.All.Concat(settings.Select(static item => new Sink(item.TypeName, item.MemberName, item.ParameterName, SecretKind.Password))));

    /// <summary>Sinks among the constructors of types with a simple name.</summary>
    public IReadOnlyList<Sink> Constructors(string? typeName) => Find(_constructors, typeName);

    /// <summary>Sinks among methods and properties with a name.</summary>
    public IReadOnlyList<Sink> Members(string? name) => Find(_members, name);

    /// <summary>Whether a sink is of a type, or of one that it derives from or implements.</summary>
    public static bool IsOf(Sink sink, INamedTypeSymbol? type) =>
        sink.MemberName == Sink.Constructor ? type is not null && HasName(type, sink.TypeName) : IsOrDerives(type, sink.TypeName);

    /// <summary>Whether a type has a metadata name, or derives from or implements one that has it.</summary>
    public static bool IsOrDerives(ITypeSymbol? type, string metadataName)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            if (current is INamedTypeSymbol named && HasName(named, metadataName))
                return true;
        }

        return type is not null && type.AllInterfaces.Any(item => HasName(item, metadataName));
    }

    // Compared from its end, without making a text of the symbol.
    private static bool HasName(INamedTypeSymbol type, string metadataName)
    {
        var end = metadataName.Length;
        for (ISymbol? symbol = type.OriginalDefinition; symbol is INamespaceOrTypeSymbol and not INamespaceSymbol { IsGlobalNamespace: true }; symbol = symbol.ContainingSymbol)
        {
            var name = symbol.MetadataName;
            end -= name.Length;
            if (end < 0 || string.CompareOrdinal(metadataName, end, name, 0, name.Length) != 0)
                return false;
            if (end == 0)
                return symbol.ContainingNamespace is null or { IsGlobalNamespace: true } && symbol.ContainingType is null;

            end--;
            if (metadataName[end] != (symbol.ContainingType is null ? '.' : '+'))
                return false;
        }

        return false;
    }

    private static IReadOnlyList<Sink> Find(Dictionary<string, List<Sink>> table, string? name) =>
        name is not null && table.TryGetValue(name, out var sinks) ? sinks : NoSinks;
}
