namespace KeySafety.Server.Keys;

/// <summary>The database is not what was written to it. The message says what was seen; it never holds a secret.</summary>
internal sealed class DamagedStoreException(string message, Exception? inner = null) : Exception(message, inner);
