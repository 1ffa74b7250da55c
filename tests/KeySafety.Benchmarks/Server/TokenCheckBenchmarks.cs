using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using BenchmarkDotNet.Attributes;
using KeySafety.Server;
using KeySafety.Server.Access;
using KeySafety.Server.Clients;
using KeySafety.Server.Crypto;
using KeySafety.Server.Keys;
using KeySafety.Server.Tokens;
using KeySafety.Server.Usage;
using KeySafety.Server.Users;
using Microsoft.AspNetCore.Http;

namespace KeySafety.Benchmarks.Server;

/// <summary>"May this access token do that?", from the text of the token to the answer.</summary>
/// <remarks>Targets: seen before 3 µs; the check of its RS256 signature, with everything around it, 40 µs.</remarks>
[MemoryDiagnoser]
public class TokenCheckBenchmarks
{
    private const int Tokens = 1024;

    private readonly DefaultHttpContext _context = new();
    private readonly string[] _tokens = new string[Tokens];
    private readonly string[] _forged = new string[Tokens];
    private readonly byte[][] _hashes = new byte[Tokens][];
    private readonly byte[][] _signatures = new byte[Tokens][];
    private RSA? _rsa;
    private string _dataDir = string.Empty;
    private KeyStore? _store;
    private KeyHash? _hash;
    private SigningKeys? _keys;
    private ClientTokenAuthenticator? _authenticator;
    private AccessControl? _access;
    private int _next;

    [GlobalSetup]
    public async Task Setup()
    {
        _dataDir = Directory.CreateTempSubdirectory("keysafety-benchmark-").FullName;
        var (options, clock, issuer) = (new KeyServerOptions { ApiKey = SeededDirectory.BootstrapKey, DataDir = _dataDir }, TimeProvider.System, new Issuer("https://keys.example.com"));
        _hash = new KeyHash(KeyHash.MinCost);
        _store = BenchmarkStore.Open(options);
        _keys = new SigningKeys(_store, clock);
        _authenticator = new ClientTokenAuthenticator(_store, new ClientAuthority(_store, options), issuer, clock);
        var keys = new KeyAuthenticator(_store, new UnindexedKeys(_store, _hash, clock), new BootstrapKey(_store, options), new UserKeys(_store, _hash, options, clock), clock);
        _access = new AccessControl(
            new Authenticator(keys, [_authenticator]), new FailureLimit(clock), new ClientAddress(options), new Activities(options, clock), new NoAuth(options, _store, clock), options, clock);

        var client = new Client
        {
            Id = "client_0123456789abcdefghij", Name = "benchmark", Description = string.Empty, Role = "viewer", CreatedBy = CredentialId.Bootstrap, CreatedAtUnixSeconds = 0, Secrets = [],
        };
        await _store.Change(changes => changes.TryAdd(_store.Tables, client));
        _rsa = RSA.Create(_store.Tables.SigningKeys.Verifier((await _keys.Current()).Key.KeyId)!.Parameters);
        for (var i = 0; i < Tokens; i++)
        {
            _tokens[i] = AccessToken.Issue(client, "documents:search documents:get", issuer, await _keys.Current(), clock.GetUtcNow());
            _forged[i] = _tokens[i][..^8] + "AAAAAAAA";
            var dot = _tokens[i].LastIndexOf('.');
            _hashes[i] = SHA256.HashData(Encoding.ASCII.GetBytes(_tokens[i][..dot]));
            _signatures[i] = Base64Url.DecodeFromChars(_tokens[i].AsSpan(dot + 1));
        }
    }

    [GlobalCleanup]
    public async Task Cleanup()
    {
        _rsa!.Dispose();
        await _keys!.DisposeAsync();
        await _store!.DisposeAsync();
        _hash!.Dispose();
        Directory.Delete(_dataDir, recursive: true);
    }

    [Benchmark]
    public bool SeenBefore()
    {
        var check = _access!.Check(_context, _tokens[_next++ & (Tokens - 1)], new Demand(Grants.Search, CollectionScope.Of(SampleKeys.Collection)));
        return check.IsCompletedSuccessfully && check.Result.IsAllowed ? true : throw new InvalidOperationException("Every token here is allowed.");
    }

    /// <summary>What the platform takes for the signature alone: nothing that checks RS256 is faster.</summary>
    [Benchmark(Baseline = true)]
    public bool SignatureAlone() =>
        _rsa!.VerifyHash(_hashes[_next & (Tokens - 1)], _signatures[_next++ & (Tokens - 1)], HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            ? true : throw new InvalidOperationException("Every token here is ours.");

    /// <summary>Without what is remembered: form, header, signature and claims.</summary>
    [Benchmark]
    public bool SignatureCheck() => IsOurs(_tokens[_next++ & (Tokens - 1)], expected: true);

    /// <summary>The same for a signature that is wrong.</summary>
    [Benchmark]
    public bool ForgedSignature() => IsOurs(_forged[_next++ & (Tokens - 1)], expected: false);

    private bool IsOurs(string token, bool expected)
    {
        var verified = _authenticator!.Verify(token);
        return verified.IsCompletedSuccessfully && verified.Result is not null == expected ? true : throw new InvalidOperationException("Not what was expected of the token.");
    }
}
