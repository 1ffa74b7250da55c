using KeySafety.Server.Records;

namespace KeySafety.Server.Keys;

/// <summary>Takes a key away with everything that is kept about it.</summary>
internal static class KeyRemoval
{
    public static void Remove(this KeyChanges changes, Tables tables, int id)
    {
        foreach (var value in tables.RetiredValues.Of(id))
            changes.Remove(tables.RetiredValues, value.Id);
        changes.Remove(tables.Usage, Access.CredentialId.OfKey(id).ToString());
        changes.Remove(id);
    }
}
