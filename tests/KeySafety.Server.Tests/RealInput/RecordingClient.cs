using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using KeySafety.Server.Tests.Hosting;

namespace KeySafety.Server.Tests.RealInput;

/// <summary>One writer of the kill test: makes one change after the other on keys of its own, and knows what was acknowledged.</summary>
/// <remarks>At most one change is in flight when the server is killed; that one may have happened or not.</remarks>
internal sealed class RecordingClient(int number, Random random)
{
    // Keeps the comparison after every round short.
    private const int MaxLive = 60;

    private int _changes;

    /// <summary>A key that this client made.</summary>
    /// <param name="Id">As the server answered.</param>
    /// <param name="Value">What to present; null where the answer with it was lost.</param>
    /// <param name="Description">As last acknowledged.</param>
    public sealed record Written(int Id, string? Value, string Description);

    /// <summary>A change that was sent and not answered.</summary>
    /// <param name="Key">What it changes; null for a create.</param>
    /// <param name="Description">What it writes; null for a delete.</param>
    /// <param name="Value">What a create asks for; null where the server makes the value.</param>
    public sealed record Change(Written? Key, string? Description, string? Value);

    /// <summary>Acknowledged and not deleted, by id.</summary>
    public Dictionary<int, Written> Live { get; } = [];

    /// <summary>Whose delete was acknowledged.</summary>
    public List<Written> Deleted { get; } = [];

    /// <summary>Ids of acknowledged creates, in order.</summary>
    public List<int> Ids { get; } = [];

    public Change? InFlight { get; set; }

    public int Acknowledged { get; private set; }

    /// <summary>Writes until the server is gone.</summary>
    /// <param name="http">To the server.</param>
    /// <param name="acknowledged">Completed by the first change that is acknowledged.</param>
    /// <param name="killed">Whether a request that fails does so because the server was killed.</param>
    public async Task Write(HttpClient http, TaskCompletionSource acknowledged, CancellationToken killed)
    {
        while (true)
        {
            InFlight = Next();
            try
            {
                await Send(http, InFlight);
            }
            catch (HttpRequestException) when (killed.IsCancellationRequested)
            {
                return;
            }

            InFlight = null;
            Acknowledged++;
            acknowledged.TrySetResult();
        }
    }

    private Change Next()
    {
        var key = Live.Count == 0 ? null : Live.Values.ElementAt(random.Next(Live.Count));
        var description = $"client {number} change {++_changes}";
        return (key, random.Next(100)) switch
        {
            (null, _) => new Change(null, description, TestServer.NewSecret()),
            (_, < 20) => new Change(key, description, null),
            (_, < 55) => new Change(key, null, null),
            _ when Live.Count >= MaxLive => new Change(key, null, null),
            (_, < 80) => new Change(null, description, TestServer.NewSecret()),
            _ => new Change(null, description, null),
        };
    }

    private async Task Send(HttpClient http, Change change)
    {
        using var request = change switch
        {
            { Key: null } => new HttpRequestMessage(HttpMethod.Post, "/keys") { Content = JsonContent.Create(Creation(change)) },
            { Description: null } => new HttpRequestMessage(HttpMethod.Delete, $"/keys/{change.Key.Id}"),
            _ => new HttpRequestMessage(HttpMethod.Patch, $"/keys/{change.Key.Id}")
            {
                Content = JsonContent.Create(new JsonObject { ["description"] = change.Description }),
            },
        };
        using var response = await http.SendAsync(request);
        // Once the whole answer is here the change counts as acknowledged; a cut one does not.
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal(change.Key is null ? HttpStatusCode.Created : HttpStatusCode.OK, response.StatusCode);

        var id = answer["id"]!.GetValue<int>();
        if (change is { Key: { } deleted, Description: null })
        {
            Live.Remove(id);
            Deleted.Add(deleted);
        }
        else
        {
            if (change.Key is null)
                Ids.Add(id);
            Live[id] = change.Key is { } patched
                ? patched with { Description = change.Description! }
                : new Written(id, answer["value"]!.GetValue<string>(), change.Description!);
        }
    }

    private static JsonObject Creation(Change change)
    {
        var body = new JsonObject
        {
            ["description"] = change.Description,
            ["actions"] = new JsonArray("documents:search"),
            ["collections"] = new JsonArray("*"),
        };
        if (change.Value is not null)
            body["value"] = change.Value;
        return body;
    }
}
