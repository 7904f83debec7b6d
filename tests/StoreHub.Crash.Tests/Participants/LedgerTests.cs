using StoreHub.Tests.Participants;

namespace StoreHub.Crash.Tests.Participants;

public sealed class LedgerTests : IDisposable
{
    private const string Writer = "w0";

    private readonly Ledger _ledger = new("s", Writer);
    private readonly Store _store = Store.Create();

    public LedgerTests()
    {
        Ledger.Prepare(_store, [Writer]);
        var random = new Random(1);
        for (int i = 0; i < 100; i++) _ledger.Write(_store, random);
    }

    [Fact]
    public void What_was_written_and_not_acknowledged_may_be_there_or_not()
    {
        using Store empty = Store.Create();
        Ledger.Prepare(empty, [Writer]);
        _ledger.Check(empty.Snapshot(), "the test");
        _ledger.Check(_store.Snapshot(), "the test");
    }

    [Fact]
    public void What_was_acknowledged_must_be_there()
    {
        using Store empty = Store.Create();
        Ledger.Prepare(empty, [Writer]);
        _ledger.Acknowledged(_ledger.Now());
        _ledger.CheckAllAcknowledged();
        _ledger.Check(_store.Snapshot(), "the test");
        Assert.Contains("was acknowledged as", Notice(empty), StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_that_is_there_twice_is_noticed()
    {
        _store[Ledger.TokensKey].AsArray().Push($"{Writer}:0");
        Assert.Contains("twice", Notice(_store), StringComparison.Ordinal);
    }

    [Fact]
    public void Tokens_may_stand_in_another_order()
    {
        _store[Ledger.TokensKey].AsArray().Reverse();
        _ledger.Check(_store.Snapshot(), "the test");
    }

    [Fact]
    public void A_token_that_is_missing_amid_others_is_noticed()
    {
        _store[Ledger.TokensKey].AsArray().Shift();
        Assert.Contains("token 0 is lost", Notice(_store), StringComparison.Ordinal);
    }

    [Fact]
    public void An_increment_that_is_there_twice_is_noticed()
    {
        _store[Ledger.CountsKey][Writer].Increment();
        Assert.Contains("never written beyond", Notice(_store), StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_that_went_back_is_noticed()
    {
        _ledger.Acknowledged(_ledger.Now());
        _store[Ledger.KeysKey][Writer]["k0"].Value = 0;
        Assert.Contains("key 0", Notice(_store), StringComparison.Ordinal);
    }

    [Fact]
    public void A_member_that_is_wrong_is_noticed()
    {
        _ledger.Acknowledged(_ledger.Now());
        _store[Ledger.TagsKey].AsSet().Clear();
        Assert.Contains("member", Notice(_store), StringComparison.Ordinal);
    }

    public void Dispose() => _store.Dispose();

    private string Notice(Store store) => Assert.Throws<BrokenPromiseException>(() => _ledger.Check(store.Snapshot(), "the test")).Message;
}
