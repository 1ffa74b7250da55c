using KeySafety.Server.Access;

namespace KeySafety.Server.Tokens;

/// <summary><c>POST /v1/auth/signing-keys/rotate</c>: a new key signs from now on, before its time.</summary>
/// <remarks>With <c>{"end_tokens": true}</c> the earlier ones go at once, and with them every access token until now: for a key that leaked.</remarks>
internal static class RotateSigningKey
{
    internal sealed record Response(string Kid);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapRow(RouteTable.RotateSigningKey, Handle);

    private static async Task<IResult> Handle(HttpContext context, SigningKeys keys)
    {
        var bytes = await RequestBody.Read(context);
        var endTokens = false;
        if (!bytes.IsEmpty)
        {
            using var body = RequestBody.Parse(bytes);
            var fields = new PlatformFields(body, ["end_tokens"]);
            endTokens = fields.Flag("end_tokens");
            if (fields.Problem is { } problem)
                return Reply.Platform(StatusCodes.Status400BadRequest, problem);
        }

        return Reply.Json(new Response((await keys.Rotate(endTokens)).Id));
    }
}
