using System.Net;
using KeySafety.Server.Access;
using KeySafety.Server.Keys;

namespace KeySafety.Server.Users;

/// <summary><c>--no-auth</c>: for local development every request is the test user's, who may do everything.</summary>
/// <remarks>
/// The server listens on loopback then (<see cref="Settings"/> refuses all else). A page in the developer's browser can reach that
/// too: so a request that names another host, or comes from a page of another host, is not the test user's, and needs a credential.
/// </remarks>
internal sealed class NoAuth(KeyServerOptions options, KeyStore store, TimeProvider clock)
{
    /// <summary>The test user's issuer: no address, so that no configured one is the same.</summary>
    public const string Issuer = "no-auth";

    private const string Subject = "test_user";
    private const string Role = "admin";

    private readonly UserCredential? _user = !options.NoAuth ? null : UserCredential.OfToken(
        Issuer,
        UserId.Of(Issuer, Subject),
        new UserProfile(Issuer, Subject, "test@localhost", "Test", Subject, Role),
        Grants.Everything,
        ulong.MaxValue);

    /// <summary>The test user, where the request is theirs.</summary>
    public UserCredential? UserOf(HttpContext context) => _user is not null && IsLocal(context.Request) ? _user : null;

    /// <summary>Makes the test user's record, where there is none.</summary>
    public async Task Prepare()
    {
        if (_user is { Profile: { } profile } && store.Tables.Users.Find(_user.UserId) is null)
            await store.Change(changes => SyncUser.Apply(changes, store.Tables, profile, clock.GetUtcNow().ToUnixTimeSeconds()));
    }

    private static bool IsLocal(HttpRequest request) =>
        IsThisMachine(request.Host.Host)
        && (request.Headers.Origin.Count == 0 || (Uri.TryCreate(request.Headers.Origin.ToString(), UriKind.Absolute, out var origin) && IsThisMachine(origin.Host)));

    private static bool IsThisMachine(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
