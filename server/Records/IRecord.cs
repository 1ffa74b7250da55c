namespace KeySafety.Server.Records;

/// <summary>What is stored beside the keys, one immutable object a record.</summary>
internal interface IRecord
{
    /// <summary>Names it among its kind; compared byte by byte, at most 200 characters.</summary>
    string Id { get; }
}
