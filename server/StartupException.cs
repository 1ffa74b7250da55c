namespace KeySafety.Server;

/// <summary>The server cannot start; the message is the one line that the user gets, and says what to do.</summary>
internal sealed class StartupException(string message) : Exception(message);
