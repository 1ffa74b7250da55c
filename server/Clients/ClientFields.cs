using System.Text.Json;
using KeySafety.Server.Keys;

namespace KeySafety.Server.Clients;

/// <summary>What a caller says about a client, on create and on update; null where it says nothing.</summary>
internal sealed record ClientFields(string? Name, string? Description, string? Role, PolicyFields Policies)
{
    private const int MaxName = 100;

    private static readonly string[] PolicyNames = ["allowed_ips", "rate_limit", "plan"];

    /// <summary>Whether it says anything about policies.</summary>
    public bool NamesPolicies { get; private init; }

    /// <param name="body">Any JSON.</param>
    /// <param name="options">Knows the roles and the plans.</param>
    /// <param name="problem">The message of the 400, or null.</param>
    public static ClientFields ForCreate(JsonDocument? body, KeyServerOptions options, out string? problem)
    {
        var fields = new PlatformFields(body, ["name", "description", "type", "role", .. PolicyNames]);
        var type = fields.Text("type", MaxName) ?? ClientView.Private;
        var read = Read(fields, options, out problem);
        problem ??= read.Name is null ? "`name` is required."
            : type is not (ClientView.Private or ClientView.Service) ? $"`type` must be `{ClientView.Private}` or `{ClientView.Service}`."
            : type == ClientView.Service && read.Role is null ? $"A service client needs a `role`: {string.Join(", ", options.Roles.Names)}."
            : type == ClientView.Private && (read.Role is not null || read.NamesPolicies)
                ? "A private client has no `role` and no policies of its own: it may do what its creator may, under the same conditions."
            : null;
        return read;
    }

    /// <inheritdoc cref="ForCreate"/>
    public static ClientFields ForUpdate(JsonDocument? body, KeyServerOptions options, out string? problem) =>
        Read(new PlatformFields(body, ["name", "description", "role", .. PolicyNames]), options, out problem);

    public static IResult NameTaken(string name) =>
        Reply.Platform(StatusCodes.Status409Conflict, $"There is a client `{name}` in this workspace already.");

    private static ClientFields Read(PlatformFields fields, KeyServerOptions options, out string? problem)
    {
        var name = fields.Name("name", MaxName);
        var description = fields.Text("description", PlatformFields.MaxDescription);
        var role = fields.Text("role", MaxName);
        problem = fields.Problem;
        if (problem is not null)
            return new ClientFields(null, null, null, null!);

        var policies = PolicyFields.Read(fields.Body, options.Plans, out problem);
        if (role is not null && !options.Roles.Has(role))
            problem ??= $"There is no role `{role}`; there are {string.Join(", ", options.Roles.Names)}.";
        return new ClientFields(name, description, role, policies) { NamesPolicies = PolicyNames.Any(fields.Has) };
    }
}
