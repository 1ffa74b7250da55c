using System.Globalization;
using KeySafety.Server.Workspaces;

namespace KeySafety.Server.Audit;

/// <summary>What is done to a credential: the fields of its records, of which there are two (see <see cref="AuditTrail"/>).</summary>
internal sealed record CredentialChange
{
    public const string Intended = "intended";
    public const string Made = "made";
    public const string NotMade = "not made";

    public const string Created = "created";
    public const string Updated = "updated";
    public const string Rotated = "rotated";
    public const string Removed = "removed";

    /// <summary>Refused from now on; the record stays.</summary>
    public const string Revoked = "revoked";

    /// <summary>Let in again.</summary>
    public const string Restored = "restored";

    /// <summary>A change that a request asks for, or the server makes by itself.</summary>
    /// <param name="by">The request; null for the server.</param>
    /// <param name="change">One of the names above.</param>
    /// <param name="target">The credential that changes.</param>
    /// <param name="description">What its owner calls it.</param>
    /// <param name="workspace">Where it belongs; null is the default one.</param>
    public CredentialChange(AuditedRequest? by, string change, AuditedCredential target, string? description, string? workspace)
    {
        Workspace = workspace ?? WorkspaceName.Default;
        Credential = (by?.Credential ?? AuditedCredential.Server).ToString();
        Route = by?.RouteName;
        Action = by?.Action;
        Method = by?.Method;
        Address = by?.Address.ToString();
        RequestId = by?.Id;
        Change = change;
        Target = target.ToString();
        Description = description;
    }

    private CredentialChange(AuditRecord read)
    {
        Workspace = read["workspace"];
        Credential = read["credential"];
        Route = read["route"];
        Action = read["action"];
        Method = read["method"];
        Address = read["address"];
        RequestId = read["request_id"];
        Change = read["change"];
        Target = read["target"];
        Description = read["description"];
        Sequence = read.Sequence;
        State = read["state"];
    }

    /// <summary>Of the record of the intent; 0 before that is written.</summary>
    public long Sequence { get; init; }

    /// <summary>What the store's header says once the change is made.</summary>
    public string? State { get; init; }

    private string? Workspace { get; }

    private string? Credential { get; }

    private string? Route { get; }

    private string? Action { get; }

    private string? Method { get; }

    private string? Address { get; }

    private string? RequestId { get; }

    private string? Change { get; }

    private string? Target { get; }

    private string? Description { get; }

    /// <summary>A change whose intent was read back; null for any other record.</summary>
    public static CredentialChange? ReadIntent(AuditRecord read) =>
        read.Kind == "change" && read["outcome"] == Intended ? new CredentialChange(read) : null;

    /// <summary>The intent that an outcome's record answers; 0 for any other record.</summary>
    public static long ReadAnswered(AuditRecord read) =>
        long.TryParse(read["intent"], NumberStyles.None, CultureInfo.InvariantCulture, out var intent) ? intent : 0;

    public void WriteIntent(AuditLine line, DateTimeOffset time) => Write(line, time, Intended).Text("state"u8, State).End();

    public void WriteOutcome(AuditLine line, DateTimeOffset time, bool made) =>
        Write(line, time, made ? Made : NotMade).Number("intent"u8, Sequence).End();

    private AuditLine Write(AuditLine line, DateTimeOffset time, string outcome) => line
        .Begin("change"u8, time)
        .Text("workspace"u8, Workspace)
        .Text("credential"u8, Credential)
        .Text("route"u8, Route)
        .Text("action"u8, Action)
        .Text("method"u8, Method)
        .Text("outcome"u8, outcome)
        .Text("address"u8, Address)
        .Text("request_id"u8, RequestId)
        .Text("change"u8, Change)
        .Text("target"u8, Target)
        .Text("description"u8, Description);
}
