using System.Security.Cryptography;
using KeySafety.Detection;
using KeySafety.Server.Access;

namespace KeySafety.Server.Keys;

/// <summary>Draws the values of generated keys.</summary>
internal static class KeyValue
{
    /// <param name="mode">Live and test make a secret key, none a search key.</param>
    /// <param name="brand">What stands in front of a secret key; may be empty.</param>
    public static string Generate(KeyMode mode, string brand)
    {
        var random = RandomNumberGenerator.GetString(KeyFormat.Alphabet, KeyFormat.RandomLength);
        return mode == KeyMode.None ? KeyFormat.Create(random) : KeyFormat.CreateSecret(brand, mode == KeyMode.Test, random);
    }
}
