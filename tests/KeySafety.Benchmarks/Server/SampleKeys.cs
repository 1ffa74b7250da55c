using System.Globalization;
using System.Text;
using KeySafety.Detection;
using KeySafety.Server.Access;
using KeySafety.Server.Crypto;
using KeySafety.Server.Keys;

namespace KeySafety.Benchmarks.Server;

/// <summary>Keys as a service with many customers issues them, the same ones on every run.</summary>
/// <remarks>
/// Each has a description of its own. A third may only search, so that its sealed value is kept; a quarter has a collection
/// of its own. Every one of them may search in <see cref="Collection"/>.
/// </remarks>
internal sealed class SampleKeys(DataKey dataKey, KeySet keys)
{
    /// <summary>Where every key may search.</summary>
    public const string Collection = "products";

    private static readonly string[][] Actions =
    [
        [Grants.Search],
        [Grants.Search, "documents:get"],
        ["documents:*", "collections:get"],
    ];

    private readonly Random _random = new(20_261_123);

    /// <summary>The next key, and its value.</summary>
    public (ApiKey Key, string Value) Make(int id)
    {
        var value = KeyFormat.Create(_random.GetItems<char>(KeyFormat.Alphabet, KeyFormat.RandomLength));
        string[] collections = (id % 4) switch
        {
            0 => [Collection, string.Create(CultureInfo.InvariantCulture, $"tenant_{id}")],
            1 => ["*"],
            _ => [Collection],
        };
        return (Make(id, value, Actions[id % Actions.Length], collections), value);
    }

    /// <summary>A key with this value and these grants.</summary>
    public ApiKey Make(int id, string value, string[] actions, string[] collections)
    {
        var grants = keys.Share(actions, collections);
        return new ApiKey
        {
            Id = id,
            Digest = dataKey.Digest(value),
            Description = string.Create(CultureInfo.InvariantCulture, $"search for customer {id}"),
            Grants = grants,
            ExpiresAtUnixSeconds = ApiKey.NeverExpires,
            Autodelete = false,
            Prefix = new ValuePrefix(value),
            SealedValue = grants.IsSearchOnly ? dataKey.Seal(Encoding.UTF8.GetBytes(value), id) : null,
        };
    }
}
