namespace KeySafety.Server.Tests.Hosting;

/// <summary>Classes that run while no other does: they look at the memory of the process, which all tests share.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
