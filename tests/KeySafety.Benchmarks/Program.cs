using System.Globalization;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;
using KeySafety.Benchmarks.Analyzers;
using KeySafety.Benchmarks.Scanner;
using KeySafety.Benchmarks.Server;

// `csharp DIRECTORY LINES` is a part of analyzers.sh; `analyzers` prints what they cost in an editor.
// Run with: dotnet run -c Release --project tests/KeySafety.Benchmarks -- --filter '*'
// `seed`, `bare` and `proxy` are parts of load.sh, policies.sh and gateway.sh, `tree` and `detect` of scan.sh; `audit` measures itself;
// the rest goes to BenchmarkDotNet.
switch (args)
{
    case ["seed", var count, var dataDir, var valuesFile]:
        SeededDirectory.Write(int.Parse(count, CultureInfo.InvariantCulture), dataDir, valuesFile);
        break;
    case ["bare", var port]:
        await BareEndpoint.Run(int.Parse(port, CultureInfo.InvariantCulture));
        break;
    case ["audit", var seconds]:
        AuditThroughput.Run(int.Parse(seconds, CultureInfo.InvariantCulture));
        break;
    case ["csharp", var directory, var lines]:
        CSharpProject.Write(directory, int.Parse(lines, CultureInfo.InvariantCulture));
        break;
    case ["analyzers", .. var file]:
        await AnalyzerFigures.RunLargeFile();
        await AnalyzerFigures.Run(file.FirstOrDefault());
        break;
    case ["proxy", var port, var upstream]:
        await PlainProxy.Run(int.Parse(port, CultureInfo.InvariantCulture), upstream);
        break;
    case ["tree", var directory, var revision]:
        SeededTree.Write(directory, int.Parse(revision, CultureInfo.InvariantCulture));
        break;
    case ["detect", var rounds, .. var directories]:
        ScanLoop.Run(int.Parse(rounds, CultureInfo.InvariantCulture), directories);
        break;
    default:
        // BenchmarkDotNet builds all projects anew, which a busy machine does not do within its usual two minutes.
        BenchmarkSwitcher.FromAssembly(typeof(SeededDirectory).Assembly).Run(args, ManualConfig.Create(DefaultConfig.Instance).WithBuildTimeout(TimeSpan.FromMinutes(15)));
        break;
}
