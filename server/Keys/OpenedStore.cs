using System.Security.Cryptography;
using KeySafety.Server.Access;
using KeySafety.Server.Crypto;
using KeySafety.Server.Records;

namespace KeySafety.Server.Keys;

/// <summary>A data directory that was taken, verified and read; what <see cref="KeyStore"/> starts from.</summary>
internal sealed record OpenedStore(DataDirectory Directory, KeyDatabase Database, KeySet Keys, DataKey DataKey, Tables Tables)
{
    /// <summary>Opens the data directory, making an empty one where there is none.</summary>
    /// <exception cref="StartupException">It is held by another process, damaged, or sealed under another bootstrap key.</exception>
    public static OpenedStore Open(KeyServerOptions options)
    {
        var directory = DataDirectory.Take(options.DataDir);
        try
        {
            return Open(directory, options);
        }
        catch (DamagedStoreException damage)
        {
            directory.Dispose();
            throw new StartupException($"The database {directory.DatabasePath} is damaged. {damage.Message} It was left as it is. "
                + "Start on a copy made by POST /operations/snapshot or on a backup (--data-dir), and keep the damaged file for inspection.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            directory.Dispose();
            throw new StartupException($"The database {directory.DatabasePath} cannot be opened: {error.Message}");
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    private static OpenedStore Open(DataDirectory directory, KeyServerOptions options)
    {
        if (!File.Exists(directory.DatabasePath) && new FileInfo(DatabaseFiles.LogPath(directory.DatabasePath)) is { Exists: true, Length: > 0 })
            throw new DamagedStoreException("It is missing, but its log is there.");
        if (!File.Exists(directory.DatabasePath))
            KeyDatabase.Create(directory.DatabasePath, WrappedDataKey.Wrap(RandomNumberGenerator.GetBytes(DataKey.Bytes), options.ApiKey));

        KeySet keys;
        var tables = new Tables();
        byte[] dataKey;
        DatabaseHeader head;
        using (var found = KeyDatabase.OpenExisting(directory.DatabasePath, readOnly: true))
        {
            (dataKey, head) = Unwrap(found.Head, options);
            keys = new KeySet(found.PlausibleCount);
            found.Load(keys, head.Generation);
            found.Load(tables.All, head.Generation);
        }

        PlansInUse.Check(options.Plans, keys, tables);

        var database = KeyDatabase.OpenExisting(directory.DatabasePath, readOnly: false);
        if (!head.DataKey.Box.AsSpan().SequenceEqual(database.Head.DataKey.Box))
        {
            database.Begin();
            database.ReplaceDataKey(head.DataKey, head.Generation);
            database.Commit();
        }

        database.Upgrade();
        var opened = new OpenedStore(directory, database, keys, new DataKey(dataKey), tables);
        CryptographicOperations.ZeroMemory(dataKey);
        return opened;
    }

    private static (byte[] DataKey, DatabaseHeader Head) Unwrap(DatabaseHeader head, KeyServerOptions options)
    {
        if (head.DataKey.Unwrap(options.ApiKey) is { } dataKey)
            return (dataKey, head);

        if (options.PreviousApiKey is { } previous)
        {
            return head.DataKey.Unwrap(previous) is { } old
                ? (old, head with { DataKey = WrappedDataKey.Wrap(old, options.ApiKey) })
                : throw new StartupException("The data directory is sealed under another bootstrap key than --api-key and --previous-api-key.");
        }

        if (!options.Reseal)
        {
            throw new StartupException(
                "The data directory is sealed under another bootstrap key. Start with that key; "
                + "or give it as --previous-api-key to change over to the new one and keep everything; "
                + "or, if it is lost, start once with --reseal: plain keys go on working (each is recognised by its BCrypt hash when it is first used), "
                + "scoped keys work again only once their parent has been used.");
        }

        var fresh = RandomNumberGenerator.GetBytes(DataKey.Bytes);
        return (fresh, head with { DataKey = WrappedDataKey.Wrap(fresh, options.ApiKey), Generation = head.Generation + 1 });
    }
}
