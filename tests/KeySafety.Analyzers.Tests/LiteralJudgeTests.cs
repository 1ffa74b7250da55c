using KeySafety.Analyzers.Judging;
using KeySafety.Detection;

namespace KeySafety.Analyzers.Tests;

/// <summary>Texts that cannot be secrets are dropped at once, and nothing is allocated for them.</summary>
public sealed class LiteralJudgeTests
{
    private static readonly string[] Texts =
    [
        "", "The order could not be found.", "Enter your password", "application/json; charset=utf-8", "SELECT id, name FROM Token WHERE id = @id", "OrderService", "name",
        "ui.login.label", "X-Correlation-Id", "order_id", "Content-Type", "en-US", "https://example.org/orders", "{Id} changed to {Value}", "Europe/Berlin", "id,name,created",
    ];

    [Fact]
    public void TextsOfPrograms_AreDroppedWithoutAllocation()
    {
        var before = 0L;
        for (var round = 0; round < 2; round++)
        {
            before = GC.GetAllocatedBytesForCurrentThread();
            foreach (var text in Texts)
            {
                if (LiteralJudge.IsWorthAsking(text, Detector.Default))
                    Assert.Fail(text);
            }
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
