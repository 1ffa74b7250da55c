using KeySafety.Detection.Names;
using KeySafety.Detection.Text;

namespace KeySafety.Detection;

/// <summary>Remembers what was said about names: a file binds values to the same few again and again.</summary>
/// <remarks>A table of fixed size in which a name takes the place of another with its hash, so nobody can make it grow.</remarks>
internal sealed class NameKinds
{
    private const int Places = 1024;

    private readonly Entry[] _entries = new Entry[Places];
    private DetectionPlan? _plan;

    /// <summary>The name at these units, and what it says about its value.</summary>
    public (string Name, NameKind Kind) Of(in TextView view, int start, int end, DetectionPlan plan)
    {
        if (_plan != plan)
        {
            Array.Clear(_entries, 0, Places);
            _plan = plan;
        }

        var bytes = view.Bytes.Slice(start, end - start);
        ref var entry = ref _entries[Hash(bytes) % Places];
        if (entry.Name is null || !AreEqual(bytes, entry.Name))
        {
            var name = view.Read(start, end - start);
            entry = new Entry(name, plan.KindOf(name));
        }

        return (entry.Name!, entry.Kind);
    }

    // FNV-1a: http://www.isthe.com/chongo/tech/comp/fnv/
    private static uint Hash(ReadOnlySpan<byte> bytes)
    {
        var hash = 2166136261;
        foreach (var value in bytes)
            hash = (hash ^ value) * 16777619;
        return hash;
    }

    // Names are ASCII; what is not never equals its one byte.
    private static bool AreEqual(ReadOnlySpan<byte> bytes, string name)
    {
        if (bytes.Length != name.Length)
            return false;

        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] != name[i] || bytes[i] >= 0x80)
                return false;
        }

        return true;
    }

    private readonly record struct Entry(string? Name, NameKind Kind);
}
