using StoreHub.Core.Tests.Reference;
using StoreHub.Operations;

namespace StoreHub.Core.Tests.Generators;

/// <summary>A random history without a hub: two to four peers, operations arriving in any order and with repeats.</summary>
internal sealed class RandomPeers
{
    private static readonly string[] Names = ["a", "B", "zz", "a0"];
    private readonly Dice _dice;
    private readonly RandomOperations _operations;
    private readonly List<ModelAuthor> _authors = [];
    private readonly List<List<Operation>> _received = [];
    private readonly List<Operation> _all = [];
    private readonly int _steps;
    private double _now = 1000;

    public RandomPeers(long seed, int maxSteps = 40)
    {
        _dice = new Dice(seed);
        _operations = new RandomOperations(_dice);
        _steps = 5 + _dice.Next(maxSteps - 5);
        double foreign = _dice.Chance(0.3) ? 0.5 : 0;
        foreach (string name in _dice.Shuffle(Names).Take(2 + _dice.Next(3)))
        {
            _authors.Add(new ModelAuthor(SourceId.Parse(name), _dice.Chance(foreign), _dice.Pick([0, 0, 30, -2000]), _dice.Chance(0.3)));
            _received.Add([]);
        }
    }

    public IReadOnlyList<SourceId> Sources => [.. _authors.Select(author => author.Source)];

    /// <summary>Everything that was written.</summary>
    public IReadOnlyList<Operation> All => _all;

    /// <summary>What a peer has got, its own included, with repeats, in the order of arrival.</summary>
    public IReadOnlyList<Operation> Received(int peer) => _received[peer];

    public IEnumerable<PeerStep> Steps()
    {
        if (_dice.Chance(0.85))
        {
            yield return Write(0, RandomOperations.Furniture(_authors[0].Source, _now, 0));
            for (int peer = 1; peer < _authors.Count; peer++) yield return Receive(peer, _all.ToArray());
        }

        for (int step = 0; step < _steps; step++)
        {
            _now += _dice.Next(4);
            int peer = _dice.Next(_authors.Count);
            if (_dice.Chance(0.45)) yield return Write(peer);
            else if (_all.Count > 0) yield return Receive(peer, _dice.Shuffle(_all.TakeLast(30)).Take(1 + _dice.Next(12)));
        }

        for (int peer = 0; peer < _authors.Count; peer++) yield return Receive(peer, _dice.Shuffle(_all));
    }

    private PeerStep Write(int peer, Transaction? given = null)
    {
        ModelAuthor author = _authors[peer];
        Transaction transaction = given
            ?? _operations.Transaction(ReferenceReplica.Peers(_received[peer]), author.Source, author.NextSeq, author.Stamp(_now, _dice), 0, author.IsForeign);
        author.Write(transaction);
        _received[peer].AddRange(transaction.Operations);
        _all.AddRange(transaction.Operations);
        return new PeerStep(peer, transaction, []);
    }

    private PeerStep Receive(int peer, IEnumerable<Operation> operations)
    {
        Operation[] arriving = [.. operations];
        _received[peer].AddRange(arriving);
        return new PeerStep(peer, null, arriving);
    }
}
