namespace KeySafety.Detection;

/// <summary>Literals that lead to secrets without a known format; negative, to stand beside the indices of rules.</summary>
internal enum Anchor
{
    /// <summary>A stem of names whose value is a secret.</summary>
    Name = -1,

    /// <summary><c>://</c>, before what may be <c>user:password@</c>.</summary>
    Url = -2,

    /// <summary><c>Basic</c> or <c>Bearer</c>, before credentials.</summary>
    Scheme = -3,

    /// <summary>A command that takes a password as an argument.</summary>
    Command = -4,

    /// <summary><c>kind: Secret</c>.</summary>
    KubernetesSecret = -5,

    /// <summary><c>kty</c>.</summary>
    JsonWebKey = -6,

    /// <summary><c>IDENTIFIED BY</c>.</summary>
    Sql = -7,

    /// <summary>The end of one literal and the start of the next: <c>" + "</c>.</summary>
    Joint = -8,

    /// <summary>A word that the name of a vendor's credential can have, though alone it tells nothing: <c>api</c>, <c>webhook</c>.</summary>
    Word = -9,

    /// <summary><c>INSERT INTO</c>.</summary>
    Insert = -10,

    /// <summary><c>.toCharArray()</c> behind a literal, which Java asks for where a password is expected.</summary>
    Characters = -11,
}
