using System.Net;
using KeySafety.Server.Access;

namespace KeySafety.Server.Audit;

/// <summary>The record of an answered request while it waits to be written: no text is made for it on the request's thread.</summary>
internal readonly record struct RequestRecord
{
    public RequestRecord(AuditedRequest request, int status)
    {
        Time = request.Time;
        Workspace = request.Workspace;
        Credential = request.Credential;
        IsScoped = request.IsScoped;
        Route = request.RouteName;
        Action = request.Action;
        Method = request.Method;
        Status = status;
        Outcome = request.Check!.Value.Outcome;
        Address = request.Address;
        RequestId = request.Id;
        IsIdOurs = request.IsIdOurs;
    }

    public DateTimeOffset Time { get; init; }

    public string Workspace { get; init; }

    public AuditedCredential Credential { get; init; }

    /// <summary>Whether a scoped key of the credential was used, and not the credential itself.</summary>
    public bool IsScoped { get; init; }

    public string Route { get; init; }

    public string Action { get; init; }

    public string Method { get; init; }

    public int Status { get; init; }

    public KeyCheckOutcome Outcome { get; init; }

    public IPAddress Address { get; init; }

    public string RequestId { get; init; }

    public bool IsIdOurs { get; init; }
}
