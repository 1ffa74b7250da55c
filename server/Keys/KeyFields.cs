using System.Text.Json;
using KeySafety.Server.Access;

namespace KeySafety.Server.Keys;

/// <summary>What a caller says about a key, on create and on update; null where it says nothing.</summary>
internal sealed record KeyFields
{
    // Beside those that are read, what clients send back of an answer.
    private static readonly string[] Names =
    [
        "value", "description", "actions", "collections", "expires_at", "autodelete", "scoped", "permissions", "mode", "allowed_ips", "rate_limit", "plan",
        "id", "value_prefix", "key_prefix",
    ];

    private static readonly JsonElement Empty = JsonDocument.Parse("{}").RootElement.Clone();

    public string? Value { get; private init; }

    public string? Description { get; private init; }

    public string[]? Actions { get; private init; }

    public string[]? Collections { get; private init; }

    public ulong? ExpiresAt { get; private init; }

    public bool? Autodelete { get; private init; }

    /// <summary>Ours: mode, addresses, rate.</summary>
    public required PolicyFields Policies { get; init; }

    /// <summary>Ours: false keeps a search key from being a parent of scoped keys, so that its value is kept nowhere.</summary>
    public bool? Scoped { get; private init; }

    // A record prints its members; this one holds a secret.
    public override string ToString() => nameof(KeyFields);

    /// <summary>Reads the fields that a body has.</summary>
    /// <param name="body">Any JSON.</param>
    /// <param name="plans">Those that a key may name.</param>
    /// <param name="problem">The message of the 400 for the first wrong one, or null.</param>
    public static KeyFields Read(JsonElement body, Plans plans, out string? problem)
    {
        var reader = new Reader(body);
        string? policyProblem = null;
        // In the order in which Typesense complains; ours after its own.
        var fields = new KeyFields
        {
            Value = reader.Text("value", "Key value must be a string."),
            Description = reader.Text("description", "Key description must be a string."),
            Actions = WithPermissions(reader.Texts("actions", minCount: 1), reader.Permissions()),
            // Seed of this product: "An empty collections array grants access to all collections."
            Collections = reader.Texts("collections", minCount: 0),
            ExpiresAt = reader.Unsigned("expires_at"),
            Autodelete = reader.Boolean("autodelete"),
            Scoped = reader.Boolean("scoped"),
            Policies = PolicyFields.Read(body.ValueKind == JsonValueKind.Object ? body : Empty, plans, out policyProblem),
        };
        problem = reader.Problem ?? policyProblem ?? TooMany(fields.Collections);
        return fields;
    }

    /// <summary>The message for the first field that a new key lacks, or null.</summary>
    public static string? FirstMissing(JsonElement body) =>
        ((string[])["description", "actions", "collections"])
            .Where(name => body.ValueKind != JsonValueKind.Object || !body.TryGetProperty(name, out _))
            // Permissions stand for actions, in all collections unless some are named.
            .Where(name => name == "description" || body.ValueKind != JsonValueKind.Object || !body.TryGetProperty("permissions", out _))
            .Select(name => $"Could not find a `{name}` key.")
            .FirstOrDefault();

    /// <summary>What the writer of a body should know: fields that nothing reads. Typesense passes over them; a misspelt limit is no limit.</summary>
    public static IEnumerable<string> Warnings(JsonElement body) => body.EnumerateObject()
        .Select(field => field.Name)
        .Where(name => Array.IndexOf(Names, name) < 0)
        .Select(name => $"The field `{name}` means nothing here.");

    private static string? TooMany(string[]? collections) => collections?.Count(CollectionPattern.IsExpression) > CollectionPattern.MaxExpressions
        ? $"`collections` may have at most {CollectionPattern.MaxExpressions} regular expressions; names, and names with `.*` at the end, are not counted."
        : null;

    private static string[]? WithPermissions(string[]? actions, string[]? permissions) =>
        permissions is null ? actions : [.. (actions ?? []).Union(permissions.Select(Permission.ToAction))];

    private sealed class Reader(JsonElement body)
    {
        public string? Problem { get; private set; } =
            body.ValueKind == JsonValueKind.Object ? null : "Bad JSON. The body is an object.";

        public string? Text(string name, string problem) => Field(name) switch
        {
            null => null,
            { ValueKind: JsonValueKind.String } text => text.GetString(),
            _ => Complain<string>(problem),
        };

        public string[]? Texts(string name, int minCount) => Field(name) switch
        {
            null => null,
            { ValueKind: JsonValueKind.Array } array when array.GetArrayLength() >= minCount
                && array.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) =>
                [.. array.EnumerateArray().Select(item => item.GetString()!)],
            _ => Complain<string[]>($"Wrong format for `{name}`. It should be an array of string."),
        };

        public string[]? Permissions()
        {
            var names = Texts("permissions", minCount: 1);
            return names is null || names.All(Permission.Names.Contains)
                ? names
                : Complain<string[]>("Wrong format for `permissions`. It should be an array of `read`, `write` and `delete`.");
        }

        public ulong? Unsigned(string name)
        {
            if (Field(name) is not { } field)
                return null;
            if (JsonNumber.TryReadUnsigned(field, out var number))
                return number;

            Complain<object>($"Wrong format for `{name}`. It should be an unsigned integer.");
            return null;
        }

        public bool? Boolean(string name)
        {
            if (Field(name) is not { } field)
                return null;
            if (field.ValueKind is JsonValueKind.True or JsonValueKind.False)
                return field.GetBoolean();

            Complain<object>("Bad request.");
            return null;
        }

        private JsonElement? Field(string name) =>
            body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out var field) ? field : null;

        private T? Complain<T>(string problem)
            where T : class
        {
            Problem ??= problem;
            return null;
        }
    }
}
