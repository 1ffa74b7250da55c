using CsCheck;

namespace KeySafety.Detection.Tests;

public class KeyFormatTests
{
    private static readonly Gen<string> Random = Gen.Char[KeyFormat.Alphabet].Array[KeyFormat.RandomLength]
        .Select(characters => new string(characters));

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
