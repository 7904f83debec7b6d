using StoreHub.Client.Persistence;
using StoreHub.Client.Stores;
using StoreHub.Operations;
using StoreHub.Protocol.Messages;

namespace StoreHub.Client.Tests.Stores;

public sealed class SourceRecordTests
{
    private static readonly SourceId Source = SourceId.Parse("a");

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
        _source.Open(new OpenResult { Epoch = "e", Revision = 20 });
        _source.Sent(0);
        Assert.Equal(SourceFate.Known, Judge(expected: 0, forgottenAt: 20, settled: 0, continues: false, next: 1));
        Assert.Equal(SourceFate.Forgotten, Judge(expected: 0, forgottenAt: 21, settled: 0, continues: false, next: 1));
        Assert.Equal(SourceFate.Known, Judge(expected: 0, forgottenAt: 21, settled: 21, next: 1));
        Assert.Equal(SourceFate.LostOrForgotten, Judge(expected: 0, forgottenAt: 5, settled: 0, continues: false, next: 1, epoch: "later"));
        // revisions of what an epoch lost come again
        Assert.Equal(SourceFate.Forgotten, Judge(expected: 0, forgottenAt: 20, settled: 12, next: 1, epoch: "later"));
    }

    [Fact]
    public void What_an_earlier_life_sent_and_could_not_keep_is_told_from_what_this_one_wrote()
    {
        _source.Restore(Kept(new JournalEntry.Resumed(3)));
        Assert.Equal(SourceFate.Outrun, Judge(expected: 4, next: 5));
        Assert.Equal(SourceFate.Outrun, Judge(expected: 6, next: 5));
        Assert.Equal(SourceFate.Known, Judge(expected: 3, next: 5));
        // it may have sent something, for all that is kept
        Assert.Equal(SourceFate.Forgotten, Judge(expected: 0, forgottenAt: 8));
        _source.Open(new OpenResult { Epoch = "e", Revision = 9 });
        Assert.Equal(SourceFate.Known, Judge(expected: 4, next: 5));
        Assert.Equal(SourceFate.Taken, Judge(expected: 6, next: 5));
    }

    [Fact]
    public void What_is_kept_of_it_is_taken_up_by_the_next_life()
    {
        var first = new SourceRecord();
        KeptStore kept = Kept(first.Open(new OpenResult { Epoch = "e", Revision = 20 }), new JournalEntry.Conversing(true), Written(0));
        Assert.Equal(0, kept.EverSent);
        _source.Restore(kept);
        // the first write may never have come to the hub: only a later record can have forgotten it
        Assert.Equal(SourceFate.Known, Judge(expected: 0, forgottenAt: 20, settled: 0, continues: false, next: 1));
        Assert.Equal(SourceFate.Forgotten, Judge(expected: 0, forgottenAt: 21, settled: 0, continues: false, next: 1));
        Assert.Equal([new JournalEntry.Opened("e", 20)], _source.ToEntries());
        Assert.Contains(new JournalEntry.Opened("e", 20), kept.ToEntries());
    }

    [Fact]
    public void How_far_a_reader_came_says_nothing_of_a_source_that_was_away()
    {
        Assert.True(_source.Follow());
        Assert.False(_source.Follow());
        _source.Restore(Kept([new JournalEntry.Opened("e", 20), new JournalEntry.Conversing(true), Written(0), .. _source.ToEntries()]));
        Assert.Equal(SourceFate.Forgotten, Judge(expected: 0, forgottenAt: 30, settled: 40, next: 1));
        Assert.Equal(SourceFate.Known, Judge(expected: 0, forgottenAt: 20, settled: 40, next: 1));
        Assert.Equal(SourceFate.LostOrForgotten, Judge(expected: 0, forgottenAt: 30, settled: 40, next: 1, epoch: "later"));
        _source.Open(new OpenResult { Epoch = "e", Revision = 40 });
        Assert.Equal(SourceFate.Known, Judge(expected: 0, forgottenAt: 40, settled: 40, next: 1, epoch: "later"));
    }

    private static JournalEntry.Written Written(long seq) => new(new Transaction([new SetOperation(Source, seq, 1, StorePath.Of("k"), 1)], 0), 0);

    private static KeptStore Kept(params IEnumerable<JournalEntry> entries)
    {
        var kept = new KeptStore();
        kept.Apply(new JournalEntry.Own(Source, "0123456789abcdef", 0, -1, -1, 0));
        foreach (JournalEntry entry in entries) kept.Apply(entry);
        return kept;
    }

    private SourceFate Judge(long expected, long forgottenAt = 0, long settled = 5, bool continues = true, long first = 0, long next = 0, string epoch = "e") =>
        _source.Judge(new OpenResult { Epoch = epoch, Continues = continues, ExpectedSeq = expected, ForgottenAt = forgottenAt }, settled, first, next);
}
