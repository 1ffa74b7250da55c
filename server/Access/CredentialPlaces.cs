namespace KeySafety.Server.Access;

/// <summary>Where a request may carry its credential.</summary>
[Flags]
internal enum CredentialPlaces
{
    None = 0,

    /// <summary>The header <c>X-TYPESENSE-API-KEY</c>.</summary>
    Header = 1,

    /// <summary>The query parameter <c>x-typesense-api-key</c>.</summary>
    Query = 2,

    /// <summary><c>Authorization: Bearer</c>.</summary>
    Bearer = 4,

    Any = Header | Query | Bearer,
}
