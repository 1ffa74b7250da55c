namespace KeySafety.Analyzers.Sinks;

/// <summary>What a sink takes, which decides what part of a constant is the secret, and what is none.</summary>
internal enum SecretKind
{
    /// <summary>A password or passphrase: a person may have chosen it, so that any text can be one.</summary>
    Password,

    /// <summary>Bytes of a cryptographic key, however they are spelled.</summary>
    Key,

    /// <summary>A token or API key, which a machine made.</summary>
    Token,

    /// <summary>A text of <c>Name=value</c> pairs, or a URL: the secret is the password in it.</summary>
    ConnectionString,

    /// <summary>The value of a header: the secret stands behind the scheme, if it has one.</summary>
    Header,

    /// <summary>What is read where a telling setting is missing.</summary>
    Fallback,
}
