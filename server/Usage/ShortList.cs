using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace KeySafety.Server.Usage;

/// <summary>A list that nearly always has one item, which lies in the struct itself: no array is made for it, and none has to be reached for.</summary>
internal struct ShortList<T>
{
    private T _only;
    private T[]? _all;
    private int _count;

    /// <summary>The items, to be read and changed; valid until the next <see cref="Add"/>.</summary>
    [UnscopedRef]
    public Span<T> Items => _all is null ? MemoryMarshal.CreateSpan(ref _only, _count) : _all.AsSpan(0, _count);

    public void Add(T item)
    {
        if (_count == 0)
        {
            _only = item;
        }
        else
        {
            _all ??= [_only];
            if (_count == _all.Length)
                Array.Resize(ref _all, _count * 2);
            _all[_count] = item;
        }

        _count++;
    }
}
