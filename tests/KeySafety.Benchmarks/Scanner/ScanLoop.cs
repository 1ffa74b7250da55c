using System.Diagnostics;
using System.Globalization;
using System.Text;
using KeySafety.Detection;
using KeySafety.Tests;

namespace KeySafety.Benchmarks.Scanner;

/// <summary>One core over text in memory: ordinary source, the forms it comes in, and text that is made to be slow.</summary>
/// <remarks>Prints nanoseconds a byte of processor time, the best of the rounds; source comes first, and all else is a multiple of it.</remarks>
internal static class ScanLoop
{
    private const int PieceBytes = 1 << 20;
    private const long MostBytes = 200 << 20;
    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(300);

    private static readonly string[] Pieces =
    [
        "a_", "a-", "a ", "key=", "password=\"", "password=\"x\"\n", "Bearer abcdefgh ", "://", "://a:", "://a:b@", "-----BEGIN ", "-----BEGIN PRIVATE KEY-----\n", "kind: Secret\n",
        "\"kty\"", "eyJ", "eyJhbGciOiJ", "Bearer ", "mysql -p", "\" + \"", "sk_live_", "xoxb-1-", "ghp_", "AKIA", "heroku_api_key ", "${", "YWFh", "key=aaaaaaaaaaaaaa ",
        "token=abcdefghijklmnop ", "api key = ", "sk_buff_", "%41", "\\u0061", "616263", "AKIA-", "private key ", "api_key = \"abcdefgh\"\n", "secret: Xy7dk29dkw0\n",
    ];

    /// <summary>Measures and prints.</summary>
    /// <param name="rounds">How often each text is looked at, 0.3 s at least each time.</param>
    /// <param name="directories">Real source, of which up to 200 MB are read into memory before.</param>
    public static void Run(int rounds, IReadOnlyList<string> directories)
    {
        var source = Encoding.ASCII.GetString(SourceText.Make(4 << 20));
        Time([("a.cs", Encoding.ASCII.GetBytes(source))], rounds: 1, shortest: TimeSpan.FromSeconds(4)); // until all is compiled for speed
        var unit = Measure("source, from a seed", [("a.cs", Encoding.ASCII.GetBytes(source))], rounds, unit: null);
        foreach (var directory in directories)
            Measure(directory, Read(directory), rounds, unit);

        foreach (var (form, bytes) in Forms(source))
            Measure($"source {form}", [("a.cs", bytes)], rounds, unit);
        foreach (var piece in Pieces)
            Measure(Show(piece), [("a.txt", Repeat(piece))], rounds, unit);
        Measure("near misses of all rules", [("a.txt", Repeat(NearMisses()))], rounds, unit);
        MeasureBytes(rounds, unit);
    }

    /// <summary>1 MB of each byte; the five slowest are printed.</summary>
    private static void MeasureBytes(int rounds, double unit)
    {
        var times = Enumerable.Range(0, 256)
            .Select(value => (Value: value, Time: Time([("a.txt", Enumerable.Repeat((byte)value, PieceBytes).ToArray())], rounds: 1, TimeSpan.FromMilliseconds(10))))
            .OrderByDescending(each => each.Time)
            .Take(5);
        foreach (var (value, _) in times.ToList())
            Measure($"byte 0x{value:X2}", [("a.txt", Enumerable.Repeat((byte)value, PieceBytes).ToArray())], rounds, unit);
    }

    private static double Measure(string name, IReadOnlyList<(string Path, byte[] Bytes)> files, int rounds, double? unit)
    {
        var time = Time(files, rounds, Round);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-40} {time,8:0.00} ns/B {1000 / time,8:0} MB/s {time / (unit ?? time),7:0.0} times source"));
        return time;
    }

    private static double Time(IReadOnlyList<(string Path, byte[] Bytes)> files, int rounds, TimeSpan shortest)
    {
        var bytes = files.Sum(file => (long)file.Bytes.Length);
        var findings = new List<Finding>();
        var best = double.MaxValue;
        using var process = Process.GetCurrentProcess();
        for (var round = 0; round <= rounds; round++)
        {
            var clock = Stopwatch.StartNew();
            var before = Processors(process);
            var passes = 0;
            do
            {
                foreach (var (path, content) in files)
                {
                    Detector.Default.Scan(content, path, findings);
                    findings.Clear();
                }

                passes++;
            }
            while (clock.Elapsed < shortest);

            // The first round fills the caches.
            if (round > 0)
                best = Math.Min(best, (Processors(process) - before).TotalNanoseconds / (bytes * passes));
        }

        return best;
    }

    private static TimeSpan Processors(Process process)
    {
        process.Refresh();
        return process.TotalProcessorTime;
    }

    private static List<(string Path, byte[] Bytes)> Read(string directory)
    {
        var files = new List<(string, byte[])>();
        var bytes = 0L;
        foreach (var file in new DirectoryInfo(directory).EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true }).OrderBy(file => file.FullName, StringComparer.Ordinal))
        {
            if (file.Length is 0 or > 8 << 20 || bytes > MostBytes)
                continue;

            var content = File.ReadAllBytes(file.FullName);
            if (content.AsSpan(0, Math.Min(8000, content.Length)).Contains((byte)0))
                continue;

            files.Add((file.Name, content));
            bytes += content.Length;
        }

        return files;
    }

    private static IEnumerable<(string Form, byte[] Bytes)> Forms(string source) =>
    [
        ("with a byte order mark", [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(source)]),
        ("with CRLF", Encoding.UTF8.GetBytes(source.Replace("\n", "\r\n", StringComparison.Ordinal))),
        ("with umlauts and Chinese", Encoding.UTF8.GetBytes(source.Replace("the ", "für größere 数据 ", StringComparison.Ordinal))),
        ("in Latin-1", Encoding.Latin1.GetBytes(source.Replace("the ", "für größere ", StringComparison.Ordinal))),
        ("in UTF-16", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(source)]),
        ("as a line of 3 MB", Encoding.UTF8.GetBytes(source.Replace('\n', ' ')[..3_000_000])),
    ];

    private static string NearMisses() =>
        string.Join('\n', RuleCatalog.All.SelectMany(rule => rule.NegativeExamples).Select(example => Template.Expand(example, 1)));

    private static byte[] Repeat(string piece)
    {
        var text = new StringBuilder(PieceBytes + piece.Length);
        while (text.Length < PieceBytes)
            text.Append(piece);
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    private static string Show(string piece) => piece.Replace("\n", "\\n", StringComparison.Ordinal);
}
