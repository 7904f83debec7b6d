using StoreHub.Client.Stores;
using StoreHub.Protocol.Messages;

namespace StoreHub.Client.Tests.Stores;

public sealed class SourceRecordTests
{
    private readonly SourceRecord _source = new();

    [Fact]
    public void What_the_hub_knows_is_known()
    {
        Assert.Equal(SourceFate.Known, Judge(expected: 0, forgottenAt: 9));
        _source.Sent(3);
        Assert.Equal(SourceFate.Known, Judge(expected: 2, forgottenAt: 9, first: 2, next: 4));
        Assert.Equal(SourceFate.Known, Judge(expected: 4, forgottenAt: 9, first: 2, next: 4));
    }

    [Fact]
    public void More_than_was_given_is_somebody_elses()
    {
        Assert.Equal(SourceFate.Taken, Judge(expected: 1));
        _source.IsTaken = true;
        Assert.Equal(SourceFate.Taken, Judge(expected: 0));
        _source.Restart();
        Assert.Equal(SourceFate.Known, Judge(expected: 0));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void Whoever_sent_something_and_is_not_known_any_more_is_forgotten_if_sources_were_since(long first)
    {
        _source.Sent(4);
        Assert.Equal(SourceFate.Forgotten, Judge(expected: 0, forgottenAt: 8, settled: 7, first: first, next: 5));
        SourceFate otherwise = first == 0 ? SourceFate.Known : SourceFate.Lost;
        Assert.Equal(otherwise, Judge(expected: 0, forgottenAt: 7, settled: 7, first: first, next: 5));
        Assert.Equal(otherwise, Judge(expected: 0, forgottenAt: 0, settled: 7, continues: false, first: first, next: 5));
        Assert.Equal(SourceFate.LostOrForgotten, Judge(expected: 0, forgottenAt: 7, settled: 7, continues: false, first: first, next: 5));
    }

    [Fact]
    public void In_the_epoch_in_which_it_was_opened_only_a_later_record_has_forgotten_it()
    {
        _source.Opened(new OpenResult { Epoch = "e", Revision = 20 });
        _source.Sent(0);
        Assert.Equal(SourceFate.Known, Judge(expected: 0, forgottenAt: 20, settled: 0, continues: false, next: 1));
        Assert.Equal(SourceFate.Forgotten, Judge(expected: 0, forgottenAt: 21, settled: 0, continues: false, next: 1));
        Assert.Equal(SourceFate.Known, Judge(expected: 0, forgottenAt: 21, settled: 21, next: 1));
        Assert.Equal(SourceFate.LostOrForgotten, Judge(expected: 0, forgottenAt: 5, settled: 0, continues: false, next: 1, epoch: "later"));
        // revisions of what an epoch lost come again
        Assert.Equal(SourceFate.Forgotten, Judge(expected: 0, forgottenAt: 20, settled: 12, next: 1, epoch: "later"));
    }

    private SourceFate Judge(long expected, long forgottenAt = 0, long settled = 5, bool continues = true, long first = 0, long next = 0, string epoch = "e") =>
        _source.Judge(new OpenResult { Epoch = epoch, Continues = continues, ExpectedSeq = expected, ForgottenAt = forgottenAt }, settled, first, next);
}
