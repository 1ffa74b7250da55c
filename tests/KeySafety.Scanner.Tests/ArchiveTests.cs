using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace KeySafety.Scanner.Tests;

public sealed class ArchiveTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void ZipTarAndGzip_AreOpenedWhenAsked_AlsoWithinOneAnother()
    {
        _place.Write("a.jar", Zip(("META-INF/x.properties", Bytes($"\nk={Secrets.Token(1)}\n")), ("clean.txt", Bytes("clean"))));
        _place.Write("b.tar", Tar(("etc/b.env", Bytes(Secrets.Token(2)))));
        _place.Write("c.tar.gz", Gzip(Tar(("c.env", Bytes(Secrets.Token(3))))));
        _place.Write("d.log.gz", Gzip(Bytes(Secrets.Token(4))));
        _place.Write("e.zip", Zip(("inner.tgz", Gzip(Tar(("deep.txt", Bytes(Secrets.Token(5))))))));

        Assert.Equal(0, Cli.Run(_place.Root, "scan").ExitCode);
        Assert.Equal(
            [
                $"a.jar!META-INF/x.properties:2 {Secrets.Rule}", $"b.tar!etc/b.env:1 {Secrets.Rule}", $"c.tar.gz!c.env:1 {Secrets.Rule}",
                $"d.log.gz!d.log:1 {Secrets.Rule}", $"e.zip!inner.tgz!deep.txt:1 {Secrets.Rule}",
            ],
            Cli.Scan(_place.Root, "--archives").Places);
    }

    [Fact]
    public void ArchiveInHistory_IsOpened()
    {
        using var place = Workplace.WithGit();
        place.Write("a.zip", Zip(("a.env", Bytes(Secrets.Token(1)))));
        place.Commit();
        place.Git("rm", "-q", "a.zip");
        place.Commit();

        Assert.Equal([$"a.zip!a.env:1 {Secrets.Rule}"], Cli.Scan(place.Root, "--history", "--archives").Places);
    }

    [Fact]
    public void Bomb_IsStoppedAndNamed()
    {
        var spaces = new byte[300 << 20];
        spaces.AsSpan().Fill((byte)' ');
        var packed = Gzip(spaces);
        _place.Write("bomb.zip", Zip(("1.gz", packed), ("2.gz", packed), ("3.gz", packed), ("4.gz", packed)));
        _place.Write("a.txt", Secrets.Token(1));

        var result = Cli.Scan(_place.Root, "--archives");

        Assert.Equal(2, result.ExitCode);
        Assert.Single(result.Findings);
        Assert.Contains("bomb.zip", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void NestingBomb_IsStoppedAndNamed()
    {
        var bytes = Bytes(Secrets.Token(1));
        for (var depth = 0; depth < 8; depth++)
            bytes = Zip(("again.zip", bytes));
        _place.Write("nested.zip", bytes);

        var result = Cli.Scan(_place.Root, "--archives");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("nested.zip", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void DamagedArchive_IsNamed()
    {
        _place.Write("a.zip", Zip(("a.env", Bytes(Secrets.Token(1))))[..^10]);
        _place.Write("b.gz", Gzip(Bytes("some text that is long enough"))[..20]);

        var result = Cli.Run(_place.Root, "scan", "--archives");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("not read  a.zip: damaged or encrypted archive", result.Output, StringComparison.Ordinal);
        Assert.Contains("not read  b.gz: damaged or encrypted archive", result.Output, StringComparison.Ordinal);
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Zip(params (string Name, byte[] Content)[] entries)
    {
        var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create))
        {
            foreach (var (name, content) in entries)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(content);
            }
        }

        return stream.ToArray();
    }

    private static byte[] Tar(params (string Name, byte[] Content)[] entries)
    {
        var stream = new MemoryStream();
        using (var tar = new TarWriter(stream))
        {
            foreach (var (name, content) in entries)
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });
        }

        return stream.ToArray();
    }

    private static byte[] Gzip(byte[] content)
    {
        var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest))
            gzip.Write(content);
        return stream.ToArray();
    }
}
