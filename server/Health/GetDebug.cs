using System.Reflection;
using KeySafety.Server.Access;

namespace KeySafety.Server.Health;

/// <summary><c>GET /debug</c>: state 1 (leader, in Typesense's terms: it takes writes) and the version.</summary>
internal static class GetDebug
{
    private static readonly string Version =
        typeof(GetDebug).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <param name="State">1.</param>
    /// <param name="Version">Of this program.</param>
    /// <param name="NoAuth">True where nobody is asked for a credential, else left out.</param>
    internal sealed record Response(int State, string Version, bool? NoAuth);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapRow(RouteTable.Debug, Handle);

    private static IResult Handle(KeyServerOptions options) => Reply.Json(new Response(1, Version, options.NoAuth ? true : null));
}
