using StoreHub.Operations;
using StoreHub.Protocol.Messages;
using StoreHub.Server.Stores;
using StoreHub.Server.Tests.Testing;
using StoreHub.Server.Validation;

namespace StoreHub.Server.Tests.Hubs;

public sealed class SubmitTests
{
    [Fact]
    public async Task Submitting_again_changes_nothing()
    {
        await using RunningHub hub = await RunningHub.StartAsync();
        await using RawClient client = await hub.ConnectAsync();
        await client.OpenAsync("s", "a");
        await client.SubmitAsync("s", Make.Sets("a", 0, 3));
        SubmitResult again = await client.SubmitAsync("s", Make.Sets("a", 0, 3, ts: 99), Make.Sets("a", 3, 1));
        Assert.Equal((null, 4), (again.Error, again.ExpectedSeq));
        Assert.Equal(4, (await client.StatusAsync("s")).Revision);
    }

    [Fact]
    public async Task A_refused_transaction_is_a_void_record_and_later_ones_stand()
    {
        await using RunningHub hub = await RunningHub.StartAsync(build: hub => hub.AddValidator<NoSecrets>());
        await using RawClient client = await hub.ConnectAsync();
        await client.OpenAsync("s", "a");
        SubmitResult result = await client.SubmitAsync("s", Make.Set("a", 0, "k", 1), Make.Set("a", 1, "secret", 1), Make.Set("a", 2, "k", 2));
        Assert.Equal((null, 3), (result.Error, result.ExpectedSeq));
        RecordsMessage records = await NextRecordsAsync(client, out Task<AckMessage> acknowledged);
        Assert.Equal([RecordKind.Transaction, RecordKind.Void, RecordKind.Transaction], records.Records.Select(record => record.Kind));
        Assert.Equal([new SeqRange(1, 1, "no secrets here")], (await acknowledged).Voids);

        await using RawClient later = await hub.ConnectAsync();
        OpenResult opened = await later.OpenAsync("s", "a");
        Assert.Equal([new SeqRange(1, 1)], opened.Voids);
        Assert.Equal((3, 2), (opened.ExpectedSeq, opened.AcknowledgedSeq));
        Assert.Null((await later.SubmitAsync("s", Make.Set("a", 1, "secret", 1).ToVoid())).Error);
    }

    [Fact]
    public async Task After_a_conflict_nothing_of_the_submission_is_sequenced()
    {
        await using RunningHub hub = await RunningHub.StartAsync();
        await using RawClient client = await hub.ConnectAsync();
        await client.OpenAsync("s", "a");
        await client.SubmitAsync("s", Make.Set("a", 0, "k", 1));
        SubmitResult result = await client.SubmitAsync("s", Make.Set("a", 0, "k", 2), Make.Set("a", 1, "k", 3));
        Assert.Equal((StoreErrorCode.SequenceConflict, 1, 0), (result.Error!.Code, result.ExpectedSeq, result.SequencedSeq));
        Assert.Equal(1, (await client.StatusAsync("s")).Revision);
    }

    [Fact]
    public async Task A_reason_is_cut_and_kept_only_for_a_void_that_was_appended()
    {
        await using RunningHub hub = await RunningHub.StartAsync(build: hub => hub.AddValidator<Verbose>());
        await using RawClient client = await hub.ConnectAsync();
        await client.OpenAsync("s", "a");
        // Past the next seq: no void, so that this reason is nobody's.
        Assert.Equal(StoreErrorCode.SequenceGap, (await client.SubmitAsync("s", Make.Set("a", 1, "early", 1))).Error!.Code);
        Assert.Null((await client.SubmitAsync("s", Make.Set("a", 0, "k", 1), Make.Set("a", 1, "k", 1).ToVoid())).Error);
        var voids = new List<SeqRange>();
        while (voids.Count < 2) voids.AddRange((await client.NextAsync<AckMessage>()).Voids);
        Assert.Equal([new SeqRange(0, 1, "k" + new string('x', 510) + "…" + Smiles(255)), new SeqRange(1, 1)], voids);
    }

    [Fact]
    public async Task What_is_past_a_limit_is_refused_as_void()
    {
        await using RunningHub hub = await RunningHub.StartAsync(options => options.Limits = options.Limits with { MaxOperationBytes = 1024 });
        await using RawClient client = await hub.ConnectAsync();
        await client.OpenAsync("s", "a");
        Assert.Null((await client.SubmitAsync("s", Make.Set("a", 0, "k", new string('x', 2000)))).Error);
        RecordsMessage records = await NextRecordsAsync(client, out _);
        Assert.Equal(RecordKind.Void, Assert.Single(records.Records).Kind);
    }

    [Fact]
    public async Task Timestamps_ahead_of_the_hubs_clock_are_taken_back()
    {
        var time = new ManualTime();
        await using RunningHub hub = await RunningHub.StartAsync(options => options.AllowedSkew = TimeSpan.FromSeconds(3), services: services => Microsoft.Extensions.DependencyInjection.ServiceCollectionServiceExtensions.AddSingleton<TimeProvider>(services, time));
        await using RawClient client = await hub.ConnectAsync();
        OpenResult opened = await client.OpenAsync("s", "a");
        Assert.Equal((time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalMilliseconds, opened.Time);
        await client.SubmitAsync("s", Make.Set("a", 0, "k", 1, ts: 1e15));
        Assert.Equal(opened.Time + 3000, (await NextRecordsAsync(client, out _)).Records[0].Ts);
    }

    private static Task<RecordsMessage> NextRecordsAsync(RawClient client, out Task<AckMessage> acknowledged)
    {
        var records = new TaskCompletionSource<RecordsMessage>();
        acknowledged = BothAsync();
        return records.Task.WaitAsync(TimeSpan.FromSeconds(20));

        async Task<AckMessage> BothAsync()
        {
            AckMessage? found = null;
            while (found is null || !records.Task.IsCompleted)
            {
                object next = await client.NextAsync<object>();
                if (next is AckMessage ack) found = ack;
                if (next is RecordsMessage message) records.TrySetResult(message);
            }

            return found;
        }
    }

    private static string Smiles(int count) => string.Concat(Enumerable.Repeat("\U0001F600", count));

    private sealed class Verbose : ITransactionValidator
    {
        // A character of two halves stands on either cut.
        public string? Validate(StoreName store, string principal, Transaction transaction) =>
            (transaction.Operations[0].Path[0].Key.Equals("k") ? "k" : "e") + new string('x', 510) + Smiles(300);
    }

    private sealed class NoSecrets : ITransactionValidator
    {
        public string? Validate(StoreName store, string principal, Transaction transaction) =>
            transaction.Operations.Any(operation => operation.Path[0].Key.Equals("secret")) ? "no secrets here" : null;
    }
}
