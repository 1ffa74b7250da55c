using CsCheck;

namespace KeySafety.Detection.Tests;

public class KeyFormatTests
{
    private static readonly Gen<string> Random = Gen.Char[KeyFormat.Alphabet].Array[KeyFormat.RandomLength]
        .Select(characters => new string(characters));

    private static readonly string[] Brands = ["", "torvus", "a", "acme2", new('z', 32)];

    [Fact]
    public void CreatedKey_IsValid() => Random.Sample(random => KeyFormat.IsValid(KeyFormat.Create(random)));

    [Fact]
    public void CreatedKey_CarriesItsRandomCharactersAroundTheMark() => Random.Sample(random =>
    {
        var key = KeyFormat.Create(random);
        return key.Length == KeyFormat.Length
            && key.StartsWith(random[..KeyFormat.MarkIndex] + KeyFormat.Mark + random[KeyFormat.MarkIndex..], StringComparison.Ordinal);
    });

    [Fact]
    public void AnyOneChangedCharacter_IsInvalid() =>
        Gen.Select(Random, Gen.Int[0, KeyFormat.Length - 1], Gen.Char[KeyFormat.Alphabet]).Sample((random, index, replacement) =>
        {
            var key = KeyFormat.Create(random).ToCharArray();
            var changed = key[index] != replacement;
            key[index] = replacement;
            return KeyFormat.IsValid(key) == !changed;
        });

    [Fact]
    public void Checksum_IsTheCrc32OfZip() =>
        // The check value that the CRC catalogue gives for CRC-32/ISO-HDLC.
        Assert.Equal(0xCBF43926u, Crc32.Of("123456789"));

    [Fact]
    public void ShapeWithoutChecksum_IsAShapeOnly()
    {
        var key = KeyFormat.Create(new string('a', KeyFormat.RandomLength));
        var mistyped = key[..^1] + (key[^1] == '0' ? '1' : '0');
        Assert.True(KeyFormat.HasShape(mistyped));
        Assert.False(KeyFormat.IsValid(mistyped));
    }

    [Fact]
    public void SecretKey_IsValidWithAnyBrandAndMode() =>
        Gen.Select(Random, Gen.Int[0, 4].Select(i => Brands[i]), Gen.Bool).Sample((random, brand, isTest) =>
        {
            var key = KeyFormat.CreateSecret(brand, isTest, random);
            var prefix = (brand.Length > 0 ? brand + "_" : "") + (isTest ? "sk_test_" : "sk_live_");
            return key == prefix + KeyFormat.Create(random) && KeyFormat.IsValid(key) && KeyFormat.PrefixOf(key).SequenceEqual(prefix);
        });

    [Fact]
    public void UserKey_IsSkAndThirtyTwoCharacters() =>
        Gen.Char[KeyFormat.Alphabet].Array[KeyFormat.UserKeyRandomLength].Sample(random =>
        {
            var key = KeyFormat.CreateUserKey(random);
            // What is shown of it, sk_ and twelve characters, ends with the mark: the secret ones stand behind.
            return key.Length == 35 && key[..15] == $"sk_{new string(random, 0, 6)}{KeyFormat.Mark}" && KeyFormat.IsValid(key);
        });

    [Fact]
    public void ClientSecret_IsCsAndAKey() => Random.Sample(random =>
    {
        var secret = KeyFormat.CreateClientSecret(random);
        return secret == "cs_" + KeyFormat.Create(random) && KeyFormat.IsValid(secret) && KeyFormat.PrefixOf(secret).SequenceEqual("cs_");
    });

    [Fact]
    public void ChangedCharacterBehindThePrefix_IsInvalid() =>
        Gen.Select(Random, Gen.Int[0, KeyFormat.Length - 1], Gen.Char[KeyFormat.Alphabet]).Sample((random, index, replacement) =>
        {
            var key = KeyFormat.CreateSecret("torvus", isTest: false, random).ToCharArray();
            index += key.Length - KeyFormat.Length;
            var changed = key[index] != replacement;
            key[index] = replacement;
            return KeyFormat.IsValid(key) == !changed;
        });

    [Theory]
    [InlineData("sk_prod_")]
    [InlineData("Torvus_sk_live_")]
    [InlineData("_sk_live_")]
    [InlineData("torvus-sk_live_")]
    [InlineData("torvus.sk_test_")]
    [InlineData("a_b_sk_live_")]
    [InlineData("1a_sk_live_")]
    [InlineData("sk_")]
    [InlineData("x_")]
    public void OtherPrefix_IsInvalid(string prefix) =>
        Assert.False(KeyFormat.HasShape(prefix + KeyFormat.Create(new string('a', KeyFormat.RandomLength))));

    [Theory]
    [InlineData("Torvus")]
    [InlineData("tor_vus")]
    [InlineData("9torvus")]
    [InlineData("torvus ")]
    [InlineData("abcdefghijklmnopqrstuvwxyz1234567")]
    public void OtherBrand_IsRefused(string brand) =>
        Assert.Throws<ArgumentException>(() => KeyFormat.CreateSecret(brand, isTest: false, new string('a', KeyFormat.RandomLength)));

    [Theory]
    [InlineData("")]
    [InlineData("TQKS01")]
    [InlineData("aaaaaaaaaaaaTQKS01aaaaaaaaaaaaaa-aaaaa")]
    [InlineData("aaaaaaaaaaaaTQKS02aaaaaaaaaaaaaaaaaaaa")]
    public void OtherText_HasNoShape(string text) => Assert.False(KeyFormat.HasShape(text));

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaa-")]
    public void WrongRandomCharacters_AreRefused(string random) =>
        Assert.Throws<ArgumentException>(() => KeyFormat.Create(random));
}
