using System.Security.Cryptography;
using KeySafety.Server.Crypto;
using KeySafety.Server.Keys;

namespace KeySafety.Benchmarks.Server;

/// <summary>A data directory with many keys, written without the server: through it, a million keys take half an hour of bcrypt.</summary>
internal static class SeededDirectory
{
    /// <summary>What the directory is sealed under.</summary>
    public const string BootstrapKey = "bootstrap-key-of-the-load-test";

    private const int KeysPerTransaction = 20_000;

    /// <param name="count">How many keys.</param>
    /// <param name="path">The data directory; must not hold a database yet.</param>
    /// <param name="valuesFile">Receives the values in plain, one a line.</param>
    public static void Write(int count, string path, string valuesFile)
    {
        using var directory = DataDirectory.Take(path);
        var secret = RandomNumberGenerator.GetBytes(DataKey.Bytes);
        KeyDatabase.Create(directory.DatabasePath, WrappedDataKey.Wrap(secret, BootstrapKey));
        using var database = KeyDatabase.OpenExisting(directory.DatabasePath, readOnly: false);
        using var values = new StreamWriter(valuesFile);

        // One hash for all: only keys of a lost data key are ever looked up by it.
        var hash = BCrypt.Net.BCrypt.EnhancedHashPassword(BootstrapKey, KeyHash.MinCost, BCrypt.Net.HashType.SHA384);
        var sample = new SampleKeys(new DataKey(secret), new KeySet());
        foreach (var batch in Enumerable.Range(0, count).Chunk(KeysPerTransaction))
        {
            database.Begin();
            foreach (var _ in batch)
            {
                var (key, value) = sample.Make(database.TakeId());
                database.Put(key.Id, KeyRecord.Write(key, hash, database.Head.Generation));
                values.WriteLine(value);
            }

            database.Commit();
        }
    }
}
