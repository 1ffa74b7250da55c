using System.Security.Cryptography;
using System.Text.Json;
using KeySafety.Detection;
using KeySafety.Server.Access;
using KeySafety.Server.Crypto;
using KeySafety.Server.Keys;
using KeySafety.Server.Records;
using KeySafety.Server.Usage;

namespace KeySafety.Server.Users;

/// <summary><c>POST /auth/api-keys</c>: gives the user who asks an API key, their only active one. The answer is the only one that shows its value.</summary>
/// <remarks>Wire format: the product's page on users' authentication, "Generate API Key".</remarks>
internal static class CreateUserKey
{
    private const int MaxName = 255;

    // Revoked ones stay to be looked at; a script that makes and revokes them all day must not fill the disk.
    private const int MaxKept = 50;

    internal sealed record Response(string Key, UserKeyView KeyInfo)
    {
        // A record prints its members; this one holds a secret.
        public override string ToString() => $"{nameof(CreateUserKey)} {KeyInfo.Id}";
    }

    public static void Map(IEndpointRouteBuilder routes) => routes.MapRow(RouteTable.CreateUserKey, Handle);

    private static async Task<IResult> Handle(HttpContext context, KeyStore store, KeyHash hash, UsageWriter usage, KeyServerOptions options)
    {
        var credential = CurrentUser.Of(context);
        if (!options.Users.MayCreateKey(credential.Role))
            return Error(StatusCodes.Status403Forbidden, $"API keys require one of these roles: {string.Join(", ", options.Users.KeyRoles)}");
        if (store.Tables.FindUser(context) is not { } user)
            return CurrentUser.NotSynced();
        if (Name(await RequestBody.Read(context)) is not { } name)
            return Error(StatusCodes.Status400BadRequest, $"The body must be an object with a `name` of 1 to {MaxName} visible characters");

        // Before the slow hash; the store's thread asks once more.
        if (user.ActiveKeyId is not null)
            return HasOne();

        var value = KeyFormat.CreateUserKey(RandomNumberGenerator.GetString(KeyFormat.Alphabet, KeyFormat.UserKeyRandomLength));
        var key = new UserKey(
            Guid.NewGuid().ToString(), user.Id, store.DataKey.Digest(value).ToArray(), await hash.Hash(value), value[..UserKey.PrefixLength], name, 0, null);
        var (created, isSynced) = await store.Change(changes => Add(changes, store.Tables, key, credential.Role));
        return created is not null ? Reply.Json(new Response(value, UserKeyView.Of(created, usage)))
            : isSynced ? HasOne()
            : CurrentUser.NotSynced();
    }

    private static (UserKey? Created, bool IsSynced) Add(KeyChanges changes, Tables tables, UserKey key, string? role)
    {
        if (changes.Find(tables.Users, key.UserId) is not { } user)
            return (null, false);
        if (user.ActiveKeyId is not null)
            return (null, true);

        var created = key with { CreatedAt = changes.Now.ToUnixTimeSeconds() };
        changes.Put(tables.UserKeys, created);
        // The key acts with the role that it was made with, until the user is synced again.
        changes.Put(tables.Users, user with { ActiveKeyId = key.Id, Role = role });
        foreach (var old in tables.UserKeys.Of(user.Id).Where(old => old.RevokedAt is not null).SkipLast(MaxKept - 1))
            changes.RemoveUserKey(tables, old.Id);
        return (created, true);
    }

    private static string? Name(ReadOnlyMemory<byte> bytes)
    {
        using var body = RequestBody.Parse(bytes);
        return body is { RootElement.ValueKind: JsonValueKind.Object }
            && body.RootElement.TryGetProperty("name", out var field)
            && field.ValueKind == JsonValueKind.String
            && field.GetString()!.Trim() is { Length: >= 1 and <= MaxName } name
            && VisibleText.Is(name)
            ? name
            : null;
    }

    private static IResult HasOne() => Error(StatusCodes.Status400BadRequest, "User already has an active API key: revoke it first");

    private static IResult Error(int status, string detail) => Reply.Error(status, detail, Surface.Users);
}
