namespace KeySafety.Server.Access;

/// <summary>Who makes the request, for handlers that ask: set by <see cref="RequestPipeline"/> on its own routes.</summary>
internal sealed record CheckFeature(KeyCheck Check);
