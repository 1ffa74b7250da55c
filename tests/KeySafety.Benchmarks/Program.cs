using BenchmarkDotNet.Running;
using KeySafety.Benchmarks;

// Run with: dotnet run -c Release --project tests/KeySafety.Benchmarks -- --filter '*'
BenchmarkSwitcher.FromAssembly(typeof(DetectorBenchmarks).Assembly).Run(args);
