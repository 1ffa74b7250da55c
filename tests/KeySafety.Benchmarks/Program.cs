using System.Globalization;
using BenchmarkDotNet.Running;
using KeySafety.Benchmarks.Scanner;
using KeySafety.Benchmarks.Server;

// Run with: dotnet run -c Release --project tests/KeySafety.Benchmarks -- --filter '*'
// `seed` and `bare` are the two halves of load.sh, `tree` is of scan.sh; everything else goes to BenchmarkDotNet.
switch (args)
{
    case ["seed", var count, var dataDir, var valuesFile]:
        SeededDirectory.Write(int.Parse(count, CultureInfo.InvariantCulture), dataDir, valuesFile);
        break;
    case ["bare", var port]:
        await BareEndpoint.Run(int.Parse(port, CultureInfo.InvariantCulture));
        break;
    case ["tree", var directory, var revision]:
        SeededTree.Write(directory, int.Parse(revision, CultureInfo.InvariantCulture));
        break;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(SeededDirectory).Assembly).Run(args);
        break;
}
