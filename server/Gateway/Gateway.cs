using KeySafety.Server.Access;
using KeySafety.Server.Audit;
using KeySafety.Server.Usage;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace KeySafety.Server.Gateway;

/// <summary>Passes requests on to the services of the configuration, after the same decision as everywhere.</summary>
internal sealed partial class Gateway(
    AccessControl access, GatewayConfiguration configuration, Activities activities, ILogger<Gateway> logger)
{
    private const string Unreachable = "The service behind this route cannot be reached; try again.";
    private const string TimedOut = "The service behind this route took too long to answer.";
    private const string KeyInSearch = "A search must not carry a key of its own here: send one key, in a header.";
    private const string Broken = "The service behind this route gave no valid answer.";

    // Enough for a service that restarts behind a load balancer; health checks are of this order as well.
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    /// <param name="context">Its endpoint is one of the gateway's.</param>
    /// <param name="route">Of the endpoint.</param>
    /// <param name="forward">Runs the endpoint.</param>
    public async Task Handle(HttpContext context, GatewayRoute route, RequestDelegate forward)
    {
        if (!IsPlain(context))
        {
            await Reply.WriteError(context, StatusCodes.Status404NotFound, Reply.NoSuchRoute);
            return;
        }

        var request = context.Request;
        var presented = route.Read(request.Headers, request.QueryString.Value, request.RouteValues, out var asked);
        KeyCheck check = default;
        if (asked is { } demand)
        {
            // Without a credential it is refused whatever the body says.
            if (presented is not null && SearchesInBody.Of(route, request.Path.Value) is not CollectionSource.None and var source)
            {
                if (await SearchesInBody.Read(context, source, request.QueryString.Value) is not { } scope)
                {
                    await Reply.WriteError(context, StatusCodes.Status400BadRequest, KeyInSearch);
                    return;
                }

                demand = demand.About(scope);
            }

            check = await access.Check(context, presented, demand);
            check.Rate.WriteTo(context.Response.Headers);
        }

        if (asked is null || check.IsAllowed)
            await Forward(context, new GatewayCall(route, check.Principal, OwnHeaders(context.Response.Headers)), presented, forward);
        else
            await Refusal.Write(context, route.Surface, check, access.Wait(context, check));
        if (check.IsKnown && asked is not null)
            activities.CountUse(check.Principal, route.Name, context.Response.StatusCode >= StatusCodes.Status400BadRequest, AuditedRequest.Of(context)!.Address);
    }

    // What an answer varies by is for both to say.
    private static List<KeyValuePair<string, StringValues>> OwnHeaders(IHeaderDictionary headers)
    {
        var own = new List<KeyValuePair<string, StringValues>>(headers.Count);
        foreach (var header in headers)
        {
            if (header.Key != HeaderNames.Vary)
                own.Add(header);
        }

        return own;
    }

    private async Task Forward(HttpContext context, GatewayCall call, string? presented, RequestDelegate forward)
    {
        CallerCredential.RemoveFrom(context, presented, configuration.Current.QueryParameters);
        context.Features.Set(call);
        await forward(context);
        if (context.Features.Get<IForwarderErrorFeature>() is { } failure && !context.Response.HasStarted)
            await AnswerFailure(context, failure);
        else if (context.Response is { HasStarted: false, StatusCode: StatusCodes.Status503ServiceUnavailable } && context.Features.Get<IReverseProxyFeature>()?.ProxiedDestination is null)
            await Reply.WriteRetry(context, StatusCodes.Status503ServiceUnavailable, Unreachable, RetryAfter);
    }

    private static bool IsPlain(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var question = target.IndexOf('?', StringComparison.Ordinal);
        return PlainPath.Is(question < 0 ? target : target.AsSpan(0, question))
            && (context.GetEndpoint() is not RouteEndpoint endpoint || PlainPath.HasLiteralsOf(endpoint.RoutePattern, context.Request.Path.Value));
    }

    private Task AnswerFailure(HttpContext context, IForwarderErrorFeature failure)
    {
        if (context.RequestAborted.IsCancellationRequested)
            return Task.CompletedTask;
        if (InnerOf<BadHttpRequestException>(failure.Exception) is { } bad)
        {
            return Reply.WriteError(context, bad.StatusCode, bad.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? "The request body is larger than this route takes."
                : "Bad request.");
        }

        LogFailure(GatewayCall.Of(context)!.Route.Id, context.Features.Get<IReverseProxyFeature>()?.ProxiedDestination?.DestinationId ?? "none", failure.Error);
        return failure.Error switch
        {
            ForwarderError.NoAvailableDestinations => Reply.WriteRetry(context, StatusCodes.Status503ServiceUnavailable, Unreachable, RetryAfter),
            ForwarderError.Request when GatewayForwarding.IsConnecting(failure.Exception) =>
                Reply.WriteRetry(context, StatusCodes.Status503ServiceUnavailable, Unreachable, RetryAfter),
            ForwarderError.RequestTimedOut or ForwarderError.RequestCanceled => Reply.WriteError(context, StatusCodes.Status504GatewayTimeout, TimedOut),
            _ => Reply.WriteError(context, StatusCodes.Status502BadGateway, Broken),
        };
    }

    // In place of YARP's own line, which names neither. No path, and no message of an exception: either may hold a secret.
    [LoggerMessage(LogLevel.Warning, "The gateway's route {Route} got no answer from the destination {Destination}: {Error}")]
    private partial void LogFailure(string route, string destination, ForwarderError error);

    private static T? InnerOf<T>(Exception? error)
        where T : Exception
    {
        for (; error is not null; error = error.InnerException)
        {
            if (error is T found)
                return found;
            if (error is AggregateException several && several.InnerExceptions.Select(InnerOf<T>).FirstOrDefault(inner => inner is not null) is { } first)
                return first;
        }

        return null;
    }
}
