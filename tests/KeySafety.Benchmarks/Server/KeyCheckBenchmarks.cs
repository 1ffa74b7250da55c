using BenchmarkDotNet.Attributes;
using KeySafety.Server;
using KeySafety.Server.Access;
using KeySafety.Server.Crypto;
using KeySafety.Server.Keys;
using KeySafety.Server.Usage;
using KeySafety.Server.Users;
using Microsoft.AspNetCore.Http;

namespace KeySafety.Benchmarks.Server;

/// <summary>"May this key do that?" over a million keys, from the text of the key to the answer.</summary>
/// <remarks>Targets: plain 1.5 µs and no allocation; scoped 2 µs seen before, 50 µs new; a hundred patterns 5 µs.</remarks>
[MemoryDiagnoser]
public class KeyCheckBenchmarks
{
    private const int Keys = 1_000_000;
    private const int Parents = 1_000;
    private const string ParentPrefix = "same";

    // Four times what is remembered, taken in turns: when one comes up again it has long been forgotten.
    private const int NewScopedKeys = 200_000;
    private const int SeenScopedKeys = 10_000;

    // A power of two below the number of keys, so that the next index is one addition and one mask; drawn in random order.
    private const int Presented = 1 << 19;

    private readonly DefaultHttpContext _context = new();
    private readonly string[] _plain = new string[Presented];
    private readonly string[] _scoped = new string[NewScopedKeys];
    private readonly string _nameDotStar = "name-dot-star-key";
    private readonly string _expressions = "expressions-key";
    private string _dataDir = string.Empty;
    private OpenedStore? _opened;
    private KeyStore? _store;
    private KeyHash? _hash;
    private AccessControl? _access;
    private int _next;

    [GlobalSetup]
    public void Setup()
    {
        _dataDir = Directory.CreateTempSubdirectory("keysafety-benchmark-").FullName;
        var options = new KeyServerOptions { ApiKey = SeededDirectory.BootstrapKey, DataDir = _dataDir };
        _opened = OpenedStore.Open(options);
        Fill(_opened);
        _hash = new KeyHash(KeyHash.MinCost);
        _store = BenchmarkStore.Open(_opened, options);
        _access = new AccessControl(
            new Authenticator(new KeyAuthenticator(_store, new UnindexedKeys(_store, _hash, TimeProvider.System), new BootstrapKey(_store, options), new UserKeys(_store, _hash, options, TimeProvider.System), TimeProvider.System), []),
            new FailureLimit(TimeProvider.System),
            new ClientAddress(options),
            new Activities(options, TimeProvider.System),
            new NoAuth(options, _store, TimeProvider.System),
            options,
            TimeProvider.System);
    }

    [GlobalCleanup]
    public async Task Cleanup()
    {
        await _store!.DisposeAsync();
        _hash!.Dispose();
        Directory.Delete(_dataDir, recursive: true);
    }

    [Benchmark]
    public bool Plain() => IsAllowed(_plain[_next++ & (Presented - 1)], SampleKeys.Collection);

    [Benchmark]
    public bool ScopedSeenBefore() => IsAllowed(_scoped[_next++ % SeenScopedKeys], SampleKeys.Collection);

    /// <summary>A thousand parents share its prefix; bounded by one HMAC over its parameters for each of them.</summary>
    [Benchmark]
    public bool ScopedNew() => IsAllowed(_scoped[_next++ % NewScopedKeys], SampleKeys.Collection);

    /// <summary>A hundred of <c>name.*</c>, the last of which covers the name.</summary>
    [Benchmark]
    public bool HundredNamePatterns() => IsAllowed(_nameDotStar, "tenant_99_orders");

    /// <summary>A hundred true expressions, the last of which covers the name.</summary>
    [Benchmark]
    public bool HundredExpressions() => IsAllowed(_expressions, "coll99_2026_x");

    private bool IsAllowed(string presented, string collection)
    {
        var check = _access!.Check(_context, presented, new Demand(Grants.Search, CollectionScope.Of(collection)));
        return check.IsCompletedSuccessfully && check.Result.IsAllowed
            ? true
            : throw new InvalidOperationException("Every key here is allowed; what was measured is a refusal.");
    }

    private void Fill(OpenedStore opened)
    {
        var random = new Random(1);
        var sample = new SampleKeys(opened.DataKey, opened.Keys);
        var values = new string[Keys];
        for (var id = 0; id < Keys; id++)
        {
            var (key, value) = sample.Make(id);
            opened.Keys.Put(key);
            values[id] = value;
        }

        random.Shuffle(values);
        values.AsSpan(0, Presented).CopyTo(_plain);

        for (var i = 0; i < Parents; i++)
            opened.Keys.Put(sample.Make(Keys + i, ParentValue(i), [Grants.Search], ["*"]));
        for (var i = 0; i < NewScopedKeys; i++)
            _scoped[i] = ScopedSearchKey.Mint(ParentValue(random.Next(Parents)), Text($$"""{"filter_by":"customer_id:={{i}}","expires_at":4102444800}"""));

        var everyName = Enumerable.Range(0, 100).Select(i => Text($"tenant_{i}_.*")).ToArray();
        var everyExpression = Enumerable.Range(0, 100).Select(i => Text($"coll{i}_[0-9]+_x")).ToArray();
        opened.Keys.Put(sample.Make(Keys + Parents, _nameDotStar, ["documents:*"], everyName));
        opened.Keys.Put(sample.Make(Keys + Parents + 1, _expressions, ["documents:*"], everyExpression));
    }

    private static string ParentValue(int number) => Text($"{ParentPrefix}-parent-value-of-some-length-{number:D4}");

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
