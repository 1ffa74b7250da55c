namespace KeySafety.Server.Users;

/// <summary>A token cannot be judged: the keys of its issuer were not to be had so far. The message is for the client, which may try again.</summary>
internal sealed class IssuerUnavailableException(string message) : Exception(message);
