using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace KeySafety.Server.Access;

/// <summary>What a proxy's configuration says in the query of <c>/authorize</c>; read in one pass, as it is there in every question of nginx.</summary>
/// <param name="Action">The action that the request takes; none where the routes say it.</param>
/// <param name="Collection">The collection that it is about.</param>
/// <param name="Mode"><c>key_mode</c>: the mode of what stands behind the proxy.</param>
/// <param name="Workspace">Whose it is.</param>
/// <param name="Limited"><c>403</c> where the proxy cannot take a 429.</param>
internal readonly record struct ProxyQuestion(StringValues Action, StringValues Collection, StringValues Mode, StringValues Workspace, StringValues Limited)
{
    private const string ActionName = "action";
    private const string CollectionName = "collection";
    private const string ModeName = "key_mode";
    private const string LimitedName = "limited";
    private const string WorkspaceName = "workspace";

    /// <summary>Of the answer to a request that came too often. Whoever says it: it is the client's own answer that it changes.</summary>
    public int LimitedStatus => Limited == "403" ? StatusCodes.Status403Forbidden : StatusCodes.Status429TooManyRequests;

    private KeyMode? Modes => Mode.ToString() switch { "test" => KeyMode.Test, "live" => KeyMode.Live, "any" => KeyMode.Both, _ => null };

    /// <param name="query">As on the wire.</param>
    public static ProxyQuestion Read(string? query)
    {
        var question = default(ProxyQuestion);
        foreach (var pair in new QueryStringEnumerable(query))
        {
            var name = pair.DecodeName().Span;
            question = name switch
            {
                _ when Is(name, ActionName) => question with { Action = With(question.Action, pair) },
                _ when Is(name, CollectionName) => question with { Collection = With(question.Collection, pair) },
                _ when Is(name, ModeName) => question with { Mode = With(question.Mode, pair) },
                _ when Is(name, WorkspaceName) => question with { Workspace = With(question.Workspace, pair) },
                _ when Is(name, LimitedName) => question with { Limited = With(question.Limited, pair) },
                _ => question,
            };
        }

        return question;
    }

    /// <summary>Why it cannot be judged, for the one who configures the proxy; null where it can.</summary>
    /// <remarks>A proxy may add the client's query to its own: then the client's own words stand in the original URI too.</remarks>
    /// <param name="uris">Of the original request, whoever sent them: each may be the one that tells the client's query.</param>
    public string? Problem(StringValues uris)
    {
        if (Workspace.Count > 1 || (Workspace.Count == 1 && AnyNames(uris, WorkspaceName)))
            return "Nothing to authorize: workspace= is the name of a workspace, default, or * for any, once, and from the proxy's configuration alone.";
        if (Mode.Count > 0 && (Mode.Count > 1 || Modes is null || AnyNames(uris, ModeName)))
            return "Nothing to authorize: key_mode= is live, test or any, once, and from the proxy's configuration alone.";
        if (Action.Count > 0 && (Action.Count > 1 || Collection.Count > 1 || AnyNames(uris, ActionName) || AnyNames(uris, CollectionName)))
            return "Nothing to authorize: ?action= and &collection= must come once each, and from the proxy's configuration alone.";
        return null;
    }

    /// <summary>The demand with mode and workspace as they are said here.</summary>
    public Demand ApplyTo(in Demand demand) => demand with
    {
        Modes = Modes ?? demand.Modes,
        Workspace = Workspace.ToString() switch
        {
            _ when Workspace.Count == 0 => demand.Workspace,
            Workspaces.WorkspaceName.Default => null,
            var named => named,
        },
    };

    private static bool Is(ReadOnlySpan<char> name, string expected) => name.Equals(expected, StringComparison.OrdinalIgnoreCase);

    private static StringValues With(StringValues values, in QueryStringEnumerable.EncodedNameValuePair pair) =>
        StringValues.Concat(values, pair.DecodeValue().ToString());

    private static bool AnyNames(StringValues uris, string parameter)
    {
        foreach (var uri in uris)
        {
            var question = uri?.IndexOf('?', StringComparison.Ordinal) ?? -1;
            if (question >= 0 && QueryHelpers.ParseQuery(uri![question..]).ContainsKey(parameter))
                return true;
        }

        return false;
    }
}
