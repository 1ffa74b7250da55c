using System.Security.Cryptography;
using System.Text;
using KeySafety.Server.Access;
using KeySafety.Server.Crypto;
using KeySafety.Server.Keys;

namespace KeySafety.Server.Tests.Keys;

/// <summary>The keys in memory, against a list of them that is searched from end to end.</summary>
public class KeySetTests
{
    private static readonly byte[] Message = Encoding.UTF8.GetBytes("""{"filter_by":"a:1"}""");

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Set_FindsWhatAListFinds(int seed)
    {
        var random = new Random(seed);
        var dataKey = new DataKey(RandomNumberGenerator.GetBytes(DataKey.Bytes));
        var keys = new KeySet();
        var naive = new Dictionary<int, ApiKey>();
        // Few prefixes: some are shared by many parents, some by none.
        var values = Enumerable.Range(0, 150).Select(id => $"p{id % (1 + random.Next(40)):D3}{Guid.NewGuid():N}").ToArray();
        for (var step = 0; step < 1_500; step++)
        {
            var id = random.Next(values.Length);
            var change = random.Next(4);
            if (change == 0 && naive.Remove(id, out var old))
                keys.Remove(old);
            else
                keys.Put(naive[id] = Make(keys, dataKey, id, values[id], isParent: change != 1, isIndexed: random.Next(4) > 0));

            for (var i = 0; i < 3; i++)
                AssertAlike(keys, naive, dataKey, values[random.Next(values.Length)]);
        }

        Assert.Equal(naive.Count, keys.Count);
        foreach (var value in values)
            AssertAlike(keys, naive, dataKey, value);
    }

    private static void AssertAlike(KeySet keys, Dictionary<int, ApiKey> naive, DataKey dataKey, string value)
    {
        var digest = dataKey.Digest(value);
        var prefix = new ValuePrefix(value);
        Assert.Same(naive.Values.SingleOrDefault(key => key.UnindexedHash is null && key.Digest.Equals(digest)), keys.Find(digest));
        Assert.Equal(
            naive.Values.Where(key => key.UnindexedHash is not null && key.Prefix.Equals(prefix)).Select(key => key.Id).Order(),
            keys.UnindexedWith(prefix).Select(key => key.Id));
        // Only the parent with this value signs like this.
        var code = HMACSHA256.HashData(Encoding.UTF8.GetBytes(value), Message);
        Assert.Same(
            naive.Values.SingleOrDefault(key => key.IsParent && key.Digest.Equals(digest)),
            keys.ParentsOf(prefix)?.FindSigner(Message, code, dataKey));
        Assert.Equal(naive.Values.Any(key => key.IsParent && key.Prefix.Equals(prefix)), keys.ParentsOf(prefix) is not null);
    }

    private static ApiKey Make(KeySet keys, DataKey dataKey, int id, string value, bool isParent, bool isIndexed) => new()
    {
        Id = id,
        Digest = dataKey.Digest(value),
        Grants = keys.Share([isParent ? Grants.Search : "*"], ["*"]),
        ExpiresAtUnixSeconds = ApiKey.NeverExpires,
        Autodelete = false,
        Prefix = new ValuePrefix(value),
        SealedValue = isParent ? dataKey.Seal(Encoding.UTF8.GetBytes(value), id) : null,
        UnindexedHash = isIndexed ? null : "a hash",
    };
}
