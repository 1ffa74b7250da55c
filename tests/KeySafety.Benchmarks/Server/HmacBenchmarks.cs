using System.Security.Cryptography;
using System.Text;
using BenchmarkDotNet.Attributes;
using KeySafety.Server.Crypto;

namespace KeySafety.Benchmarks.Server;

/// <summary>The digest of a presented key: ours, over saved states, against the platform's one-shot call.</summary>
[MemoryDiagnoser]
public class HmacBenchmarks
{
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly byte[] _code = new byte[32];
    private byte[] _message = [];
    private HmacKey _saved;

    /// <summary>Characters: a generated key, and a scoped key.</summary>
    [Params(38, 200)]
    public int Length { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _saved = new HmacKey(_key);
        _message = Encoding.ASCII.GetBytes(new string('k', Length));
    }

    [Benchmark(Baseline = true)]
    public int Platform() => HMACSHA256.HashData(_key, _message, _code);

    [Benchmark]
    public void Ours() => _saved.Compute(_message, _code);
}
