using KeySafety.Server.Access;

namespace KeySafety.Server.Account;

/// <summary><c>GET /v1/account</c>: whether a credential works, and whose it is. Every credential in force may ask.</summary>
/// <remarks>Wire format: the product's page on API authentication, "Verify API Key".</remarks>
internal static class GetAccount
{
    internal sealed record Response(string AccountId, string? Email, string? Plan, string ApiVersion, string? Mode);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapRow(RouteTable.GetAccount, Handle);

    private static IResult Handle(HttpContext context, KeyServerOptions options)
    {
        var principal = context.Features.Get<CheckFeature>()!.Check.Principal;
        return Reply.Json(new Response(
            $"acc_{principal.Workspace ?? "default"}",
            options.Account.Email,
            principal.Policies?.Plan ?? options.Account.Plan,
            "v1",
            Keys.KeyView.ModeName(principal.Policies)));
    }
}
