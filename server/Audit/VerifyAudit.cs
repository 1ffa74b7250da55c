using System.CommandLine;
using KeySafety.Server.Crypto;
using KeySafety.Server.Keys;

namespace KeySafety.Server.Audit;

/// <summary><c>torque-server audit verify</c>: 0 where the audit is sound, 1 where it was altered, 2 where that could not be found out.</summary>
internal static class VerifyAudit
{
    private const int Sound = 0;
    private const int Altered = 1;
    private const int Failed = 2;

    public static Command Command() => new("verify",
        "Finds the first record of the audit that was altered or is missing, and names its file and line. Changes nothing; the server may run meanwhile.\n"
        + "With the bootstrap key (an option, TORQUE_API_KEY or TORQUE_API_KEY_FILE) the seal over the end of the audit is checked as well.\n"
        + "Exit code: 0 sound, 1 altered, 2 could not be found out.");

    /// <summary>Verifies, and prints one line.</summary>
    /// <exception cref="StartupException">It could not be done.</exception>
    public static int Run(KeyServerOptions options)
    {
        var folder = Path.Combine(Path.GetFullPath(options.DataDir), AuditFile.Folder);
        try
        {
            if (AuditVerifier.Verify(folder, ReadKey(options)) is not { } finding)
                throw new StartupException($"There is no audit in {folder}. Is --data-dir right?");

            Console.Out.WriteLine(finding.Text);
            return finding.IsSound ? Sound : Altered;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"torque-server: The audit in {folder} cannot be read: {error.Message}");
            return Failed;
        }
    }

    private static DataKey? ReadKey(KeyServerOptions options)
    {
        var path = Path.Combine(Path.GetFullPath(options.DataDir), DataDirectory.DatabaseName);
        if (options.ApiKey.Length == 0 || !File.Exists(path))
            return null;

        try
        {
            using var database = KeyDatabase.OpenExisting(path, readOnly: true);
            return database.Head.DataKey.Unwrap(options.ApiKey) is { } dataKey
                ? new DataKey(dataKey)
                : throw new StartupException("The bootstrap key is not the one of this data directory: the seal cannot be checked. Leave it out to check the records alone.");
        }
        catch (DamagedStoreException damage)
        {
            throw new StartupException($"The database {path} cannot be read, which holds the key of the seal: {damage.Message} Leave the bootstrap key out to check the records alone.");
        }
    }
}
