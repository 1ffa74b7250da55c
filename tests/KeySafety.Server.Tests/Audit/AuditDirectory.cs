using System.Text.Json.Nodes;
using KeySafety.Server.Tests.Hosting;

namespace KeySafety.Server.Tests.Audit;

/// <summary>The audit's files of a data directory, as somebody with a shell sees them; and what the command line says about them.</summary>
internal sealed class AuditDirectory(string dataDir)
{
    public string Folder { get; } = Path.Combine(dataDir, "audit");

    public string Head => Path.Combine(Folder, "head");

    public string[] Files => [.. Directory.GetFiles(Folder, "audit-*.jsonl").Order(StringComparer.Ordinal)];

    /// <summary>All records, oldest first.</summary>
    public List<JsonNode> Records => [.. Files.SelectMany(Read).Select(line => JsonNode.Parse(line)!)];

    public IEnumerable<JsonNode> Of(string kind) => Records.Where(record => record["kind"]!.GetValue<string>() == kind);

    /// <summary>Runs <c>torque-server audit verify</c>.</summary>
    /// <param name="key">The bootstrap key, or null to check without the seal.</param>
    public Task<(int ExitCode, string Output)> Verify(string? key = null) => ServerProcess.Run(key, "audit", "verify", "--data-dir", dataDir);

    /// <summary>Copies the directory, so that each alteration starts from the same.</summary>
    public static void Copy(string from, string to)
    {
        Directory.CreateDirectory(Path.Combine(to, "audit"));
        foreach (var file in Directory.GetFiles(from, "torque*").Concat(Directory.GetFiles(Path.Combine(from, "audit"))))
            File.Copy(file, Path.Combine(to, Path.GetRelativePath(from, file)), overwrite: true);
    }

    private static IEnumerable<string> Read(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        while (reader.ReadLine() is { } line)
            yield return line;
    }
}
