using System.Text;
using KeySafety.Detection;
using KeySafety.Server.Access;
using KeySafety.Server.Crypto;
using KeySafety.Server.Gateway;
using KeySafety.Server.Records;

namespace KeySafety.Server.Keys;

/// <summary><c>POST /keys</c>: issues a key. The answer is the only one that ever shows its value.</summary>
/// <remarks>Wire format: https://typesense.org/docs/30.2/api/api-keys.html#create-an-api-key</remarks>
internal static class CreateKey
{
    internal sealed record Response(
        IReadOnlyList<string> Actions,
        bool Autodelete,
        IReadOnlyList<string> Collections,
        string Description,
        ulong ExpiresAt,
        int Id,
        string KeyPrefix,
        string Value,
        IReadOnlyList<string>? Warnings,
        IReadOnlyList<string>? Permissions,
        string? Mode,
        IReadOnlyList<string>? AllowedIps,
        RateLimit? RateLimit,
        string? Plan)
    {
        // A record prints its members; this one holds a secret.
        public override string ToString() => $"{nameof(CreateKey)} {Id}";
    }

    public static void Map(IEndpointRouteBuilder routes) => routes.MapRow(RouteTable.CreateKey, Handle);

    private static async Task<IResult> Handle(
        HttpContext context, KeyStore store, KeyHash hash, KeyAuthenticator authenticator, UnindexedKeys unindexed, GatewayConfiguration gateway, KeyServerOptions options)
    {
        using var body = RequestBody.Parse(await RequestBody.Read(context));
        if (body is null)
            return Reply.Error(StatusCodes.Status400BadRequest, "Bad JSON.");
        if (KeyFields.FirstMissing(body.RootElement) is { } missing)
            return Reply.Error(StatusCodes.Status400BadRequest, missing);
        var fields = KeyFields.Read(body.RootElement, options.Plans, out var problem);
        if (problem is not null)
            return Reply.Error(StatusCodes.Status400BadRequest, problem);

        if (fields.Policies.Mode == KeyMode.Test && !options.TestKeys)
            return Reply.Error(StatusCodes.Status400BadRequest, "There are no test keys on this server (--test-keys off).");
        if (fields.Value is not null && fields.Policies.Mode != KeyMode.None)
            return Reply.Error(StatusCodes.Status400BadRequest, "A secret key's value is generated: leave out `value`, or `mode`.");

        var value = fields.Value ?? KeyValue.Generate(fields.Policies.Mode, options.KeyBrand);
        var digest = store.DataKey.Digest(value);
        // Before the slow hash; the store's thread asks once more.
        if (authenticator.IsBootstrap(digest) || store.Keys.Find(digest) is not null || store.Tables.RetiredValues.Find(digest) is not null || await unindexed.Has(value))
            return Conflict();

        // Before anything is stored: a value that was issued must reach its caller.
        var warnings = Warnings(fields, value, gateway.Current.Actions).Concat(KeyFields.Warnings(body.RootElement)).ToList();
        var bcrypt = await hash.Hash(value);
        var created = await store.Change(changes => Add(changes, store, fields, context.Workspace(), value, digest, bcrypt));
        return created is null ? Conflict() : Created(created, value, warnings);
    }

    private static ApiKey? Add(KeyChanges changes, KeyStore store, KeyFields fields, string? workspace, string value, KeyDigest digest, string bcrypt)
    {
        // Deleted since the request was let through.
        if (workspace is not null && changes.Find(store.Tables.Workspaces, workspace) is null)
            return null;
        if (changes.IsTaken(digest) || changes.Find(store.Tables.RetiredValues, RetiredValue.IdOf(digest)) is not null)
            return null;

        var id = changes.TakeId();
        var grants = store.Keys.Share(fields.Actions!, fields.Collections ?? [], workspace);
        // Only where it may be needed again: the fewer values exist anywhere, the less there is to steal.
        var keepValue = grants.IsSearchOnly && fields.Scoped != false && CanSign(value);
        var key = new ApiKey
        {
            Id = id,
            Digest = digest,
            Description = fields.Description!,
            Grants = grants,
            ExpiresAtUnixSeconds = fields.ExpiresAt ?? ApiKey.NeverExpires,
            Autodelete = fields.Autodelete ?? false,
            Policies = fields.Policies.ApplyTo(null),
            Prefix = new ValuePrefix(value),
            CreatedAtUnixSeconds = (uint)changes.Now.ToUnixTimeSeconds(),
            SealedValue = keepValue ? store.DataKey.Seal(Encoding.UTF8.GetBytes(value), id) : null,
        };
        changes.Add(key, bcrypt);
        return key;
    }

    // A scoped key names its parent by four bytes, and by the first of its value: for a secret key those say nothing.
    private static bool CanSign(string value) =>
        value.Length >= ValuePrefix.Length
        && Ascii.IsValid(value.AsSpan(0, ValuePrefix.Length))
        && KeyFormat.PrefixOf(value).IsEmpty;

    private static List<string> Warnings(KeyFields fields, string value, IReadOnlySet<string> gatewayActions)
    {
        var grants = new Grants(fields.Actions!, fields.Collections ?? []);
        var warnings = grants.Warnings(gatewayActions).ToList();
        if (fields.Scoped == true && !(grants.IsSearchOnly && CanSign(value)))
            warnings.Add("Scoped keys can be made from a key whose only action is `documents:search` and whose value starts with four ASCII characters; not from this one.");
        if (value.Length < KeyServerOptions.SafeApiKeyLength)
            warnings.Add($"A value of fewer than {KeyServerOptions.SafeApiKeyLength} characters can be guessed, and its first {ValuePrefix.Length} are stored and listed as they are.");
        return warnings;
    }

    private static IResult Created(ApiKey key, string value, List<string> warnings) =>
        Reply.Json(
            new Response(
                key.Grants.Actions,
                key.Autodelete,
                key.Grants.Collections,
                key.Description,
                key.ExpiresAtUnixSeconds,
                key.Id,
                key.Prefix.ToString(),
                value,
                warnings.Count == 0 ? null : warnings,
                KeyView.PermissionsOf(key.Grants),
                KeyView.ModeName(key.Policies),
                key.Policies?.AllowedIps,
                key.Policies?.RateLimit,
                key.Policies?.Plan),
            StatusCodes.Status201Created);

    private static IResult Conflict() => Reply.Error(StatusCodes.Status409Conflict, "API key generation conflict.");
}
