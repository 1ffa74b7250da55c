using System.Globalization;
using KeySafety.Server.Access;
using KeySafety.Server.Keys;

namespace KeySafety.Server.Health;

/// <summary><c>GET /metrics.json</c>: what the machine and the process use, as texts, under Typesense's names where it has them.</summary>
internal static class GetMetrics
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapRow(RouteTable.Metrics, Handle);

    private static IResult Handle(KeyStore store)
    {
        var disk = new DriveInfo(store.FullPath);
        var metrics = new Dictionary<string, long>
        {
            ["system_disk_total_bytes"] = disk.TotalSize,
            ["system_disk_used_bytes"] = disk.TotalSize - disk.AvailableFreeSpace,
            ["system_memory_total_bytes"] = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
            ["typesense_memory_active_bytes"] = Environment.WorkingSet,
            ["typesense_memory_allocated_bytes"] = GC.GetTotalMemory(forceFullCollection: false),
            ["torque_keys"] = store.Keys.Count,
        };
        return Reply.Json(
            metrics.ToDictionary(metric => metric.Key, metric => metric.Value.ToString(CultureInfo.InvariantCulture)));
    }
}
