using System.Globalization;
using System.Net;
using KeySafety.Server.Audit;
using KeySafety.Server.Gateway;
using KeySafety.Server.Health;
using KeySafety.Server.Keys;
using KeySafety.Server.Usage;
using KeySafety.Server.Users;
using KeySafety.Server.Workspaces;
using Microsoft.AspNetCore.Http.Features;

namespace KeySafety.Server.Access;

/// <summary>What happens to every request, in the order that clients of Typesense rely on: CORS, length, route, key, handler.</summary>
/// <remarks>Runs after routing has chosen an endpoint and before that endpoint.</remarks>
internal sealed partial class RequestPipeline(
    RequestDelegate next,
    AccessControl access,
    Gateway.Gateway gateway,
    ClientAddress addresses,
    Activities activities,
    KeyStore store,
    TokenParameters tokenParameters,
    Cors cors,
    RequestRates rates,
    AuditTrail audit,
    TimeProvider clock,
    ILogger<RequestPipeline> logger)
{
    private const int MaxSearchQueryBytes = 4000;

    public async Task InvokeAsync(HttpContext context)
    {
        var started = clock.GetTimestamp();
        var audited = AuditedRequest.Begin(context, addresses, clock.GetUtcNow());
        try
        {
            if (HasAmbiguousTarget(context))
                await NotFound(context);
            else if (IsOwnCheck(context) || !cors.Answer(context))
                await Route(context);
        }
        catch (Exception error)
        {
            await Answer(context, error);
        }

        audit.Note(audited, context.Response.StatusCode);
        var elapsed = clock.GetElapsedTime(started);
        rates.Count(StatisticsName(context.GetEndpoint()), elapsed);
        if (logger.IsEnabled(LogLevel.Debug))
            Log(context, audited, elapsed);
    }

    private Task Route(HttpContext context)
    {
        var path = context.Request.Path.Value;
        if (string.IsNullOrEmpty(path))
            return Reply.WriteError(context, StatusCodes.Status400BadRequest, "Request path is empty.");
        if (context.GetEndpoint()?.Metadata.GetMetadata<GatewayRoute>() is { } gatewayRoute)
            return gateway.Handle(context, gatewayRoute, next);

        if (HttpMethods.IsGet(context.Request.Method)
            && context.Request.QueryString.Value?.Length - 1 > MaxSearchQueryBytes
            && path.EndsWith("/search", StringComparison.Ordinal))
        {
            return Reply.WriteError(
                context,
                StatusCodes.Status400BadRequest,
                $"Query string exceeds max allowed length of {MaxSearchQueryBytes}. Use the /multi_search end-point for larger payloads.");
        }

        if (IsOwnCheck(context))
            return next(context);

        // Another method, or other letters: ASP.NET Core's routing does not mind case, clients of this contract do.
        return context.GetEndpoint()?.Metadata.GetMetadata<Route>() is { } row && row.Matches(path) ? Check(context, row) : NotFound(context);
    }

    private async Task Check(HttpContext context, Route row)
    {
        var audited = AuditedRequest.Of(context)!;
        audited.Row = row;
        if (row.Action is not null)
        {
            var query = context.Request.QueryString.Value;
            var demand = Demand.Of(row, CollectionScope.None);
            var presented = PresentedKey.Of(context.Request.Headers, query, row.Places) ?? tokenParameters.TokenIn(query, row.Places, ref demand);
            var check = await access.Check(context, presented, demand);
            check.Rate.WriteTo(context.Response.Headers);
            if (check.IsAllowed && row.IsPerWorkspace)
            {
                check = ChosenWorkspace.Apply(check, context.Request.Headers, store.Tables);
                audited.Note(row.Action, check);
            }

            if (check.IsAllowed)
            {
                context.Features.Set(new CheckFeature(check));
                await Next(context, row, audited);
            }
            else
            {
                await Refusal.Write(context, row.Surface, check, access.Wait(context, check));
            }

            CountUse(context, audited, check, row.Name);
            return;
        }

        await Next(context, row, audited);
        // A client that proved its secret: the route asks for no key, and is a use of the client all the same.
        if (audited.Check is { } proved)
            CountUse(context, audited, proved, row.Name);
    }

    private Task Next(HttpContext context, Route row, AuditedRequest audited)
    {
        // Changes of credentials name who asked for them. Not where there can be none: it copies the execution context.
        if (!HttpMethods.IsGet(row.Method))
            AuditedRequest.Current = audited;
        return next(context);
    }

    private void CountUse(HttpContext context, AuditedRequest audited, in KeyCheck check, string route)
    {
        if (check.IsKnown)
            activities.CountUse(check.Principal, route, context.Response.StatusCode >= StatusCodes.Status400BadRequest, audited.Address);
    }

    private static Task NotFound(HttpContext context) => Reply.WriteError(context, StatusCodes.Status404NotFound, Reply.NoSuchRoute);

    private async Task Answer(HttpContext context, Exception error)
    {
        if (context.RequestAborted.IsCancellationRequested)
            return;

        if (error is not (BadHttpRequestException or StoreUnavailableException or IssuerUnavailableException))
            LogFailure(error.GetType().Name, error.StackTrace);
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        await (error switch
        {
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => Reply.WriteError(
                context,
                StatusCodes.Status413PayloadTooLarge,
                string.Create(CultureInfo.InvariantCulture, $"The request body is larger than {RequestBody.MaxBytes} bytes.")),
            BadHttpRequestException bad => Reply.WriteError(context, bad.StatusCode, "Bad request."),
            StoreUnavailableException or IssuerUnavailableException => Reply.WriteRetry(
                context, StatusCodes.Status503ServiceUnavailable, error.Message, TimeSpan.FromSeconds(1)),
            _ => Reply.WriteError(context, StatusCodes.Status500InternalServerError, "Internal server error. The server's log says more."),
        });
    }

    private static bool IsOwnCheck(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<Authorize.OwnCheck>() is not null;

    // Kestrel has removed the dots before routing: /authorize/../health would be answered as /health, and a proxy that asked
    // about a client's path would take the 200 for leave.
    private static bool HasAmbiguousTarget(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (!target.StartsWith('/'))
            return target != "*";

        var question = target.IndexOf('?', StringComparison.Ordinal);
        return DotSegment.IsAnyIn(question < 0 ? target : target.AsSpan(0, question));
    }

    private static string StatisticsName(Endpoint? endpoint) =>
        endpoint?.Metadata.GetMetadata<Route>() is { } row ? row.Name
        : endpoint?.Metadata.GetMetadata<GatewayRoute>() is { } gatewayRoute ? gatewayRoute.Name
        : endpoint?.Metadata.GetMetadata<Authorize.OwnCheck>() is not null ? Authorize.Path
        : "other";

    private void Log(HttpContext context, AuditedRequest audited, TimeSpan elapsed)
    {
        LogRequest(
            // Not the path itself: somebody will put a key there.
            StatisticsName(context.GetEndpoint()),
            context.Response.StatusCode,
            audited.Address,
            audited.Check?.Outcome.ToString() ?? "none",
            audited.Check?.Principal.Credential?.CredentialId.ToString() ?? "none",
            elapsed.TotalMilliseconds);
    }

    [LoggerMessage(LogLevel.Debug, "{Route} {Status} client={Client} check={Check} key={KeyId} ms={Milliseconds:F2}")]
    private partial void LogRequest(string route, int status, IPAddress client, string check, string keyId, double milliseconds);

    // Without the exception's message: it may quote what it failed on.
    [LoggerMessage(LogLevel.Error, "A request failed: {Error}{StackTrace}")]
    private partial void LogFailure(string error, string? stackTrace);
}
