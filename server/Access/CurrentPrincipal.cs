using Microsoft.AspNetCore.Http.Features;

namespace KeySafety.Server.Access;

/// <summary>Who makes the request, on routes that ask for a credential.</summary>
internal static class CurrentPrincipal
{
    /// <summary>The principal that <see cref="AccessControl"/> let through.</summary>
    public static Principal Principal(this HttpContext context) => context.Features.GetRequiredFeature<CheckFeature>().Check.Principal;

    /// <summary>The workspace that the request is about: the caller's own, or the one that the bootstrap key chose. Null is the default one.</summary>
    public static string? Workspace(this HttpContext context) => context.Principal().Workspace;
}
