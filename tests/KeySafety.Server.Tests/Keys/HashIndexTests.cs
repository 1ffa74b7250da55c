using KeySafety.Server.Keys;

namespace KeySafety.Server.Tests.Keys;

/// <summary>The table behind the look-up of keys, against a plain dictionary.</summary>
public class HashIndexTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 7)]
    [InlineData(3, 1000)]
    [InlineData(4, int.MaxValue)]
    public void Index_AnswersAsADictionaryDoes(int seed, int differentHashes)
    {
        var random = new Random(seed);
        var index = new HashIndex(expected: seed % 2 * 100);
        var naive = new Dictionary<int, HashSet<int>>();
        for (var step = 0; step < 5_000; step++)
        {
            // Grows first, then shrinks to nothing.
            var hash = random.Next(differentHashes) * (random.Next(2) == 0 ? 1 : -1);
            var ids = naive.TryGetValue(hash, out var there) ? there : naive[hash] = [];
            if (random.Next(5_000) >= step)
            {
                if (ids.Add(step))
                    index.Add(hash, step);
            }
            else if (naive.FirstOrDefault(pair => pair.Value.Count > 0) is { Value: { } filled } pair)
            {
                var id = filled.ElementAt(random.Next(filled.Count));
                filled.Remove(id);
                index.Remove(pair.Key, id);
            }

            Assert.Equal(ids.Order(), All(index, hash).Order());
        }

        foreach (var (hash, ids) in naive)
            Assert.Equal(ids.Order(), All(index, hash).Order());
    }

    [Fact]
    public void Removal_OfWhatIsNotThere_ChangesNothing()
    {
        var index = new HashIndex(0);
        index.Add(5, 1);
        index.Remove(5, 2);
        index.Remove(6, 1);
        Assert.Equal([1], All(index, 5));
    }

    // Every reader must find what stands the whole time, whatever comes and goes around it and however often the table is made anew.
    [Fact]
    public async Task Readers_AlwaysFindWhatStands()
    {
        const int Standing = 500;
        const int Hashes = 97;
        var index = new HashIndex(0);
        for (var id = 0; id < Standing; id++)
            index.Add(id % Hashes, id);

        using var done = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
        {
            var rounds = 0;
            do
            {
                for (var id = 0; id < Standing; id++)
                    Assert.Contains(id, All(index, id % Hashes));
                rounds++;
            }
            while (!done.IsCancellationRequested);
            return rounds;
        })).ToList();

        var random = new Random(5);
        var coming = new List<int>();
        for (var id = Standing; id < 60_000; id++)
        {
            coming.Add(id);
            index.Add(id % Hashes, id);
            // Waves: up to a thousand beside those that stand, down to none.
            while (coming.Count > 1_000 * (1 + Math.Sin(id / 3_000.0)) / 2)
            {
                var at = random.Next(coming.Count);
                index.Remove(coming[at] % Hashes, coming[at]);
                coming.RemoveAt(at);
            }
        }

        await done.CancelAsync();
        Assert.All(await Task.WhenAll(readers), rounds => Assert.True(rounds > 0));
    }

    private static List<int> All(HashIndex index, int hash)
    {
        var ids = new List<int>();
        foreach (var id in index.Find(hash))
            ids.Add(id);
        return ids;
    }
}
