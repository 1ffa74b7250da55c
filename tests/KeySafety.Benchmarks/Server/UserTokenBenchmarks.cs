using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using BenchmarkDotNet.Attributes;
using KeySafety.Server;
using KeySafety.Server.Access;
using KeySafety.Server.Keys;
using KeySafety.Server.Users;
using Microsoft.Extensions.Logging.Abstractions;

namespace KeySafety.Benchmarks.Server;

/// <summary>From a user's token to the user.</summary>
/// <remarks>Targets: seen before 3 µs; with its RS256 signature checked 40 µs.</remarks>
[MemoryDiagnoser]
public class UserTokenBenchmarks
{
    private const string Issuer = "https://issuer.local";

    private string _dataDir = string.Empty;
    private KeyStore? _store;
    private TokenIssuers? _issuers;
    private UserTokenAuthenticator? _authenticator;
    private string _seen = string.Empty;
    private string _expired = string.Empty;
    private RSA? _key;
    private byte[] _signed = [];
    private byte[] _signature = [];

    [GlobalSetup]
    public async Task Setup()
    {
        _dataDir = Directory.CreateTempSubdirectory("keysafety-benchmark-").FullName;
        var key = _key = RSA.Create(2048);
        var jwks = Path.Combine(_dataDir, "jwks.json");
        var number = key.ExportParameters(includePrivateParameters: false);
        await File.WriteAllTextAsync(jwks, $$"""{"keys":[{"kty":"RSA","kid":"1","n":"{{Encode(number.Modulus!)}}","e":"{{Encode(number.Exponent!)}}"}]}""");

        var options = new KeyServerOptions
        {
            ApiKey = SeededDirectory.BootstrapKey,
            DataDir = Path.Combine(_dataDir, "data"),
            Issuers = [new IssuerOptions { Name = "local", Issuer = Issuer, Audiences = ["my-api"], JwksFile = jwks }],
        };
        _store = BenchmarkStore.Open(options);
        _issuers = new TokenIssuers(options, TimeProvider.System, NullLogger<TokenIssuers>.Instance);
        _authenticator = new UserTokenAuthenticator(_issuers, _store, options, TimeProvider.System, NullLogger<UserTokenAuthenticator>.Instance);
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        (_seen, _expired) = (Token(key, now + 3_000), Token(key, now - 1_000));
        _signed = Encoding.ASCII.GetBytes(_seen[.._seen.LastIndexOf('.')]);
        _signature = Base64Url.DecodeFromChars(_seen.AsSpan(_seen.LastIndexOf('.') + 1));
        if (!(await _authenticator.Authenticate(_seen, limited: false)).Succeeded)
            throw new InvalidOperationException("The token does not verify; what would be measured is a refusal.");
    }

    [GlobalCleanup]
    public async Task Cleanup()
    {
        _key!.Dispose();
        await _issuers!.DisposeAsync();
        await _store!.DisposeAsync();
        Directory.Delete(_dataDir, recursive: true);
    }

    /// <summary>What the platform needs for the signature alone; a busy machine slows it down like the others.</summary>
    [Benchmark(Baseline = true)]
    public bool BareSignature() => _key!.VerifyData(_signed, _signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    [Benchmark]
    public bool SeenBefore()
    {
        var authentication = _authenticator!.Authenticate(_seen, limited: false);
        return authentication.IsCompletedSuccessfully && authentication.Result.Succeeded ? true : throw new InvalidOperationException("It was not remembered.");
    }

    /// <summary>One that has expired: all of it is checked, every time, and none of it is remembered.</summary>
    [Benchmark]
    public async Task<bool> SignatureChecked() =>
        (await _authenticator!.Authenticate(_expired, limited: false)).Failure == KeyCheckOutcome.Expired ? true : throw new InvalidOperationException("It did not verify.");

    private static string Token(RSA key, long expiry)
    {
        var claims = string.Create(CultureInfo.InvariantCulture,
            $$$"""{"iss":"{{{Issuer}}}","aud":"my-api","sub":"user_2abc","iat":{{{expiry - 3600}}},"nbf":{{{expiry - 3600}}},"exp":{{{expiry}}},"email":"jane@example.com","first_name":"Jane","public_metadata":{"role":"developer"}}""");
        var text = $"{Encode("""{"alg":"RS256","typ":"JWT","kid":"1"}"""u8)}.{Encode(Encoding.UTF8.GetBytes(claims))}";
        return $"{text}.{Encode(key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    private static string Encode(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);
}
