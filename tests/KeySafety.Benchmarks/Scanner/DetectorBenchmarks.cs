using System.Text;
using BenchmarkDotNet.Attributes;
using KeySafety.Detection;
using KeySafety.Detection.Matching;

namespace KeySafety.Benchmarks.Scanner;

/// <summary>One core over 8 MB in memory; divide by the time for the speed.</summary>
[MemoryDiagnoser]
public class DetectorBenchmarks
{
    private const int Length = 8 * 1024 * 1024;
    private readonly byte[] _source = SourceText.Make(Length);
    private readonly byte[] _wide = Encoding.Unicode.GetBytes(Encoding.ASCII.GetString(SourceText.Make(Length / 2)));
    private readonly byte[] _nearMisses = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("sk_live_ AKIA ghp_ key= ", Length / 24)));
    private readonly KeywordIndex _index = new DetectionPlan(new DetectorOptions()).Index;
    private readonly Places _places = new();
    private readonly List<KeywordHit> _hits = [];
    private readonly DetectorOptions _options = new();

    [Benchmark(Baseline = true)]
    public int Source() => Scan(_source);

    [Benchmark]
    public int SourceInUtf16() => Scan(_wide);

    [Benchmark]
    public int NearMisses() => Scan(_nearMisses);

    [Benchmark]
    public int KeywordsAlone()
    {
        _hits.Clear();
        for (var from = 0; from < _source.Length; from += Places.PartLength)
            _index.Find(_source, from, Math.Min(_source.Length, from + Places.PartLength), _places, _hits);
        return _hits.Count;
    }

    [Benchmark]
    public object Startup() => new Detector(_options);

    private static int Scan(byte[] content)
    {
        var findings = new List<Finding>();
        Detector.Default.Scan(content, "Source.cs", findings);
        return findings.Count;
    }
}
