using System.Globalization;
using KeySafety.Server.Access;

namespace KeySafety.Server;

/// <summary>How answers are written.</summary>
internal static class Reply
{
    public const string Unauthorized = "Forbidden - a valid `x-typesense-api-key` header must be sent.";
    public const string Limited = "Rate limit exceeded or blocked";
    public const string NoSuchRoute = "Not Found";
    public const string NoSuchKey = "Not found.";

    /// <param name="value">Of a type that <see cref="ServerJson"/> lists.</param>
    /// <param name="status">Of the answer.</param>
    public static IResult Json<T>(T value, int status = StatusCodes.Status200OK) =>
        Results.Json(value, ServerJson.TypeInfo<T>(), statusCode: status);

    /// <summary>An error in the form of the surface.</summary>
    public static IResult Error(int status, string message, Surface surface = Surface.Search) => surface switch
    {
        Surface.Platform => Json(new PlatformErrorBody(ErrorName(status), message), status),
        Surface.Users => Json(new UsersErrorBody(message), status),
        _ => Json(new ErrorBody(message), status),
    };

    /// <summary>An error in the form of <c>/v1/**</c>.</summary>
    public static IResult Platform(int status, string message) => Error(status, message, Surface.Platform);

    /// <summary>An error in the form of the surface that the request belongs to.</summary>
    public static Task WriteError(HttpContext context, int status, string message) =>
        Error(status, message, Surfaces.Of(context)).ExecuteAsync(context);

    /// <summary>429 or 503 with the whole seconds to wait.</summary>
    public static Task WriteRetry(HttpContext context, int status, string message, TimeSpan wait) =>
        Retry(context, status, message, wait).ExecuteAsync(context);

    /// <summary>The same as a result.</summary>
    public static IResult Retry(HttpContext context, int status, string message, TimeSpan wait)
    {
        context.Response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return Error(status, message, Surfaces.Of(context));
    }

    // The first two are the product's own words; the others follow them.
    private static string ErrorName(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => "authentication_failed",
        StatusCodes.Status403Forbidden => "permission_denied",
        StatusCodes.Status404NotFound => "not_found",
        StatusCodes.Status413PayloadTooLarge => "request_too_large",
        StatusCodes.Status429TooManyRequests => "rate_limit_exceeded",
        StatusCodes.Status502BadGateway => "bad_gateway",
        StatusCodes.Status503ServiceUnavailable => "unavailable",
        StatusCodes.Status504GatewayTimeout => "gateway_timeout",
        >= StatusCodes.Status500InternalServerError => "internal_error",
        _ => "invalid_request",
    };
}
