using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;

namespace KeySafety.Analyzers.Sinks;

/// <summary>Which types of sinks a program has at all: each is looked up once for a compilation, when its name is first met.</summary>
internal sealed class SinkTypes(Compilation compilation)
{
    private readonly ConcurrentDictionary<string, bool> _known = new(StringComparer.Ordinal);

    /// <summary>Whether the program refers to the type of one of the sinks.</summary>
    public bool HasAny(IReadOnlyList<Sink> sinks)
    {
        for (var i = 0; i < sinks.Count; i++)
        {
            var name = sinks[i].TypeName;
            if (!_known.TryGetValue(name, out var isThere))
                _known[name] = isThere = !compilation.GetTypesByMetadataName(name).IsEmpty;
            if (isThere)
                return true;
        }

        return false;
    }
}
