using KeySafety.Server.Keys;

namespace KeySafety.Server.Tokens;

/// <summary>Keeps the list of revoked tokens as long as the tokens.</summary>
internal static class RevokedTokens
{
    private const int Batch = 1_000;

    /// <summary>Takes away those that have expired.</summary>
    public static async Task RemoveDueTokens(this KeyStore store)
    {
        var table = store.Tables.RevokedTokens;
        while (Due(store) is { Count: > 0 } due)
        {
            await store.Change(changes =>
            {
                due.ForEach(id => changes.Remove(table, id));
                return true;
            });
        }
    }

    private static List<string> Due(KeyStore store)
    {
        var now = (ulong)store.Now.ToUnixTimeSeconds();
        return [.. store.Tables.RevokedTokens.Values.Where(token => token.UntilUnixSeconds < now).Take(Batch).Select(token => token.Id)];
    }
}
