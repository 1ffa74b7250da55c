namespace KeySafety.Server.Keys;

/// <summary>Keys by id. Ids count up without gaps at first, so that an array does: eight bytes a key in place of a dictionary's sixty.</summary>
/// <remarks>One thread writes, any number read without a lock. A block whose keys are all gone is given back.</remarks>
internal sealed class IdIndex
{
    private const int BlockLength = 4096;

    private ApiKey?[]?[] _blocks = [];
    private readonly Dictionary<int, int> _counts = [];
    private int _count;

    public int Count => Volatile.Read(ref _count);

    /// <summary>All keys in the order of their ids.</summary>
    public IEnumerable<ApiKey> Values =>
        Volatile.Read(ref _blocks).Where(block => block is not null).SelectMany(block => block!).OfType<ApiKey>();

    public ApiKey? Find(int id)
    {
        var blocks = Volatile.Read(ref _blocks);
        var block = id / BlockLength;
        return (uint)block < (uint)blocks.Length && Volatile.Read(ref blocks[block]) is { } keys
            ? Volatile.Read(ref keys[id % BlockLength])
            : null;
    }

    /// <summary>Sets or, with null, removes.</summary>
    public void Set(int id, ApiKey? key)
    {
        var change = (key is null ? 0 : 1) - (Find(id) is null ? 0 : 1);
        if (key is null && change == 0)
            return;

        var block = id / BlockLength;
        if (block >= _blocks.Length)
        {
            var longer = new ApiKey?[]?[Math.Max(block + 1, 2 * _blocks.Length)];
            _blocks.CopyTo(longer, 0);
            Volatile.Write(ref _blocks, longer);
        }

        var keys = _blocks[block];
        if (keys is null)
            Volatile.Write(ref _blocks[block], keys = new ApiKey?[BlockLength]);
        Volatile.Write(ref keys[id % BlockLength], key);
        Volatile.Write(ref _count, _count + change);

        var left = _counts.GetValueOrDefault(block) + change;
        _counts[block] = left;
        if (left == 0)
        {
            Volatile.Write(ref _blocks[block], null);
            _counts.Remove(block);
        }
    }
}
