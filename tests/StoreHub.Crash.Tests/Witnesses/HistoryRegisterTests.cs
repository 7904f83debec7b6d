using StoreHub.Operations;
using StoreHub.Server.Files;
using StoreHub.Server.Logs;
using StoreHub.Tests.Participants;

namespace StoreHub.Crash.Tests.Witnesses;

public sealed class HistoryRegisterTests
{
    private static readonly SourceId s_source = SourceId.Parse("a");

    [Fact]
    public void Two_operations_at_one_revision_of_an_epoch_are_noticed()
    {
        var register = new HistoryRegister("s");
        register.Sent("e", Record(0, 1, ts: 1));
        register.Sent("f", Record(0, 1, ts: 2));
        Assert.Contains("names two operations", Assert.Throws<BrokenPromiseException>(() => register.Sent("e", Record(0, 1, ts: 2))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_that_goes_back_is_noticed()
    {
        var register = new HistoryRegister("s");
        register.Found(Log("e", Record(0, 1), Record(1, 2)));
        Assert.Contains("went to 2 before", Assert.Throws<BrokenPromiseException>(() => register.Found(Log("e", Record(0, 1)))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_that_is_another_than_it_was_is_noticed()
    {
        var register = new HistoryRegister("s");
        register.Found(Log("e", Record(0, 1)));
        Assert.Contains("revision 1 was", Assert.Throws<BrokenPromiseException>(() => register.Found(Log("f", Record(0, 1, ts: 7)))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_operation_that_was_sent_and_is_another_in_the_log_is_noticed()
    {
        var register = new HistoryRegister("s");
        register.Sent("e", Record(0, 1, ts: 7));
        Assert.Contains("revision 1 was", Assert.Throws<BrokenPromiseException>(() => register.Found(Log("e", Record(0, 1)))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_operation_at_two_revisions_is_noticed()
    {
        var register = new HistoryRegister("s");
        // what the log itself would refuse to have
        register.Sent("e", Record(0, 1));
        register.Sent("e", Record(0, 2, ts: 2));
        Assert.Contains("applied twice", Assert.Throws<BrokenPromiseException>(() => register.Found(Log("e", Record(0, 1), Record(1, 2, ts: 2), end: 2, records: 0))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_sent_and_did_not_survive_may_come_again_as_something_else()
    {
        var register = new HistoryRegister("s");
        register.Sent("e", Record(0, 1));
        register.Sent("e", Record(1, 2, ts: 2));
        register.Found(Log("e", Record(0, 1)));
        register.Sent("f", Record(1, 2, ts: 5));
        register.Found(Log("f", Record(0, 1), Record(1, 2, ts: 5)));
        Assert.Equal(2, register.Epochs);
    }

    private static HistoryRecord Record(long seq, long revision, double ts = 1) => HistoryRecord.Void(s_source, seq, 1, revision, ts);

    private static RecoveredLog Log(string epoch, params HistoryRecord[] records) => Log(epoch, records, records.Length);

    private static RecoveredLog Log(string epoch, HistoryRecord first, HistoryRecord second, long end, int records) => Log(epoch, [first, second], records) with { Ends = [new EpochEnd(epoch, end)] };

    private static RecoveredLog Log(string epoch, HistoryRecord[] all, int readable)
    {
        var sequencer = new Sequencer();
        double ts = 0;
        foreach (HistoryRecord record in all) sequencer.Add(Record(record.FirstSeq, record.FirstRevision, ++ts));
        return new RecoveredLog(sequencer, 0, [.. all.Take(readable)], new LogCheckpoint(), [], [new EpochEnd(epoch, all.Length)], [], 0) { Owners = new Dictionary<SourceId, SourceOwner>() };
    }
}
