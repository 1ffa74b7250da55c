using System.Globalization;

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

    public static IResult Error(int status, string message) => Json(new ErrorBody(message), status);

    public static Task WriteError(HttpContext context, int status, string message) => Error(status, message).ExecuteAsync(context);

    /// <summary>429 or 503 with the whole seconds to wait.</summary>
    public static Task WriteRetry(HttpContext context, int status, string message, TimeSpan wait)
    {
        context.Response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return WriteError(context, status, message);
    }
}
