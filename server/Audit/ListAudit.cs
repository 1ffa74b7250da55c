using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using KeySafety.Server.Access;
using KeySafety.Server.Workspaces;
using Microsoft.Net.Http.Headers;

namespace KeySafety.Server.Audit;

/// <summary><c>GET /audit</c>: the records, newest first: as JSON a page at a time, with <c>Accept: text/csv</c> all in one stream.</summary>
/// <remarks>
/// Filters: <see cref="AuditFilter.Names"/>. <c>next</c> of a page is the <c>cursor</c> of the following one; the last page has none.
/// A page of a rare filter ends early, and may be empty, rather than read gigabytes before it answers.
/// </remarks>
internal static class ListAudit
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 1000;
    private const long MaxPageBytes = 256 << 20;
    private const int FlushBytes = 1 << 16;
    private const string Csv = "text/csv";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapRow(RouteTable.ListAudit, Handle);

    private static async Task Handle(HttpContext context, AuditTrail audit)
    {
        var isCsv = AcceptsCsv(context.Request);
        var filter = new AuditFilter();
        if (Read(context.Request.Query, filter, isCsv, out var limit, out var cursor) is { } problem)
        {
            await Reply.WriteError(context, StatusCodes.Status400BadRequest, problem);
            return;
        }

        // The bootstrap key sees all of them, unless it names one.
        var principal = context.Principal();
        if (principal.Kind != CredentialKinds.Bootstrap || principal.Workspace is not null)
            filter.Add("workspace", principal.Workspace ?? WorkspaceName.Default);

        audit.Flush();
        using var reader = new AuditReader(audit.Folder, filter, cursor);
        context.Response.Headers.Vary = "Accept";
        context.Response.ContentType = isCsv ? $"{Csv}; charset=utf-8; header=present" : "application/json; charset=utf-8";
        await (isCsv ? WriteCsv(context, reader, limit) : WriteJson(context, reader, limit));
    }

    private static async Task WriteJson(HttpContext context, AuditReader reader, long limit)
    {
        var output = context.Response.BodyWriter;
        output.Write("{\"records\":["u8);
        for (var count = 0; count < limit && TryWriteRecord(reader, output, isFirst: count == 0); count++)
            await FlushIfLong(context, output);

        output.Write("]"u8);
        if (reader.Position is { } next)
            Encoding.UTF8.GetBytes($",\"next\":\"{next}\"", output);
        output.Write("}"u8);
    }

    private static bool TryWriteRecord(AuditReader reader, PipeWriter output, bool isFirst)
    {
        if (!reader.TryRead(MaxPageBytes, out var line))
            return false;

        if (!isFirst)
            output.Write(","u8);
        output.Write(line);
        return true;
    }

    private static async Task WriteCsv(HttpContext context, AuditReader reader, long limit)
    {
        var output = context.Response.BodyWriter;
        AuditCsv.WriteHeader(output);
        for (var count = 0L; count < limit && TryWriteRow(reader, output); count++)
            await FlushIfLong(context, output);
    }

    private static bool TryWriteRow(AuditReader reader, PipeWriter output)
    {
        if (!reader.TryRead(long.MaxValue, out var line))
            return false;

        if (AuditRecord.Read(line) is { } record)
            AuditCsv.WriteRow(output, record);
        return true;
    }

    private static ValueTask<FlushResult> FlushIfLong(HttpContext context, PipeWriter output) =>
        output.UnflushedBytes < FlushBytes ? default : output.FlushAsync(context.RequestAborted);

    /// <returns>What is wrong with the query, or null.</returns>
    private static string? Read(IQueryCollection query, AuditFilter filter, bool isCsv, out long limit, out AuditCursor? cursor)
    {
        limit = isCsv ? long.MaxValue : DefaultLimit;
        cursor = null;
        foreach (var (name, values) in query)
        {
            var value = values.ToString();
            if (name == PresentedKey.QueryName)
                continue;

            if (name == "limit")
            {
                if (!long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit < 1 || (!isCsv && limit > MaxLimit))
                    return $"Parameter `limit` is a number from 1{(isCsv ? string.Empty : $" to {MaxLimit}")}.";
            }
            else if (name == "cursor")
            {
                cursor = AuditCursor.Parse(value);
                if (cursor is null)
                    return "Parameter `cursor` is the `next` of the page before.";
            }
            else if (!AuditFilter.Names.Contains(name) || values.Count != 1)
            {
                return $"Parameters are, once each: {string.Join(", ", AuditFilter.Names)}, limit and cursor.";
            }
            else if (filter.Add(name, value) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    private static bool AcceptsCsv(HttpRequest request) =>
        MediaTypeHeaderValue.TryParseList(request.Headers.GetCommaSeparatedValues("Accept"), out var accepted)
        && Quality(accepted, Csv) is > 0 and var csv
        && csv >= Quality(accepted, "application/json");

    private static double Quality(IList<MediaTypeHeaderValue> accepted, string type) =>
        accepted.Where(item => item.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase)).Select(item => item.Quality ?? 1).DefaultIfEmpty(0).Max();
}
