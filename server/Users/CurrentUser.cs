using KeySafety.Server.Access;
using KeySafety.Server.Records;
using Microsoft.AspNetCore.Http.Features;

namespace KeySafety.Server.Users;

/// <summary>Who makes a request to <c>/auth/**</c>.</summary>
internal static class CurrentUser
{
    /// <summary>Their credential; on a route that accepts users alone.</summary>
    public static UserCredential Of(HttpContext context) =>
        (UserCredential)context.Features.GetRequiredFeature<CheckFeature>().Check.Principal.Credential!;

    /// <summary>Their record, or null where they were not synced yet.</summary>
    public static User? FindUser(this Tables tables, HttpContext context) => tables.Users.Find(Of(context).UserId);

    /// <summary>One answer for a key that is not there and for somebody else's: nobody learns which there are.</summary>
    public static IResult NoSuchKey() => Reply.Error(StatusCodes.Status404NotFound, "API key not found", Surface.Users);

    /// <summary>The answer to a user without a record.</summary>
    public static IResult NotSynced() =>
        Reply.Error(StatusCodes.Status404NotFound, "User not synced yet: POST /auth/sync-user first", Surface.Users);
}
