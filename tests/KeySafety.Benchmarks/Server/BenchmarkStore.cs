using KeySafety.Server;
using KeySafety.Server.Audit;
using KeySafety.Server.Keys;
using Microsoft.Extensions.Logging.Abstractions;

namespace KeySafety.Benchmarks.Server;

/// <summary>A key store with its audit, as the server opens it.</summary>
internal static class BenchmarkStore
{
    public static KeyStore Open(KeyServerOptions options) => Open(OpenedStore.Open(options), options);

    public static KeyStore Open(OpenedStore opened, KeyServerOptions options) => new(
        opened, new AuditTrail(opened, options, TimeProvider.System, NullLogger<AuditTrail>.Instance), TimeProvider.System, NullLogger<KeyStore>.Instance);
}
