namespace KeySafety.Server.Access;

/// <summary>Modes of secret keys, and of what they open.</summary>
[Flags]
internal enum KeyMode
{
    None = 0,
    Live = 1,

    /// <summary>Opens only what is marked for test, and is not counted in the usage of live.</summary>
    Test = 2,

    Both = Live | Test,
}
