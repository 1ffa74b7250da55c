using BCrypt.Net;

namespace KeySafety.Server.Crypto;

/// <summary>The durable record of a key's value: BCrypt over its SHA-384, because bcrypt itself cuts at 72 bytes.</summary>
/// <remarks>
/// Deliberately slow (cost 10: about 60 ms), so it never runs on the thread of a request: one thread at a time does this
/// work, and creating keys in bulk does not take the processor from requests with existing keys.
/// </remarks>
internal sealed class KeyHash(int cost) : IDisposable
{
    public const int MinCost = 4;
    public const int MaxCost = 16;

    private readonly SemaphoreSlim _turn = new(1);

    public Task<string> Hash(string value) =>
        InTurn(() => BCrypt.Net.BCrypt.EnhancedHashPassword(value, cost, HashType.SHA384));

    public Task<bool> Verify(string value, string hash) =>
        InTurn(() => BCrypt.Net.BCrypt.EnhancedVerify(value, hash, HashType.SHA384));

    public void Dispose() => _turn.Dispose();

    private async Task<T> InTurn<T>(Func<T> work)
    {
        await _turn.WaitAsync();
        try
        {
            return await Task.Run(work);
        }
        finally
        {
            _turn.Release();
        }
    }
}
