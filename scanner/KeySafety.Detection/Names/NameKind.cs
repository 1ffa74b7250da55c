namespace KeySafety.Detection.Names;

/// <summary>What a name says about its value.</summary>
internal enum NameKind
{
    /// <summary>Nothing, or that it is no secret.</summary>
    None,

    /// <summary>It could be a secret: <c>key</c>, <c>auth</c>, <c>salt</c>.</summary>
    Vague,

    /// <summary>A machine made secret: token, API key, client secret.</summary>
    Secret,

    /// <summary>A password, which a person may have chosen.</summary>
    Password,
}
