using StoreHub.Core.Tests.Reference;
using StoreHub.Operations;

namespace StoreHub.Core.Tests.Generators;

/// <summary>
/// A random history of a hub and two to five authors, step by step: after each step the model's authors hold what the rules say.
/// A seed gives the same history on every machine.
/// </summary>
internal sealed class RandomHistory
{
    private static readonly string[] Names = ["a", "B", "zz", "_x-1", "a0"];

    // authors who come, write, are forgotten, and come back as somebody new of the same name
    private static readonly SourceId[] Guests = [SourceId.Parse("guest"), SourceId.Parse("A-guest")];
    private readonly Dice _dice;
    private readonly RandomOperations _operations;
    private readonly List<ModelAuthor> _authors = [];
    private readonly double _refusals, _crashes, _floors, _haste, _guests;
    private readonly int _steps;

    public RandomHistory(long seed, int maxSteps = 60)
    {
        _dice = new Dice(seed);
        _operations = new RandomOperations(_dice);
        _steps = 5 + _dice.Next(maxSteps - 5);
        _refusals = _dice.Chance(0.5) ? 0.15 : 0;
        _crashes = _dice.Chance(0.3) ? 1 : 0;
        _floors = _dice.Chance(0.7) ? 0.75 : 0;
        // some hubs forget an author that is offline for too long, and raise the floor past its base
        _haste = _dice.Chance(0.2) ? 0.3 : 0;
        _guests = _dice.Chance(0.6) ? 1 : 0;
        double foreign = _dice.Chance(0.3) ? 0.5 : 0;
        foreach (string name in _dice.Shuffle(Names).Take(2 + _dice.Next(4)))
        {
            double skew = _dice.Pick([0, 300, 50_000, -90_000]);
            _authors.Add(new ModelAuthor(SourceId.Parse(name), _dice.Chance(foreign), skew, _dice.Chance(0.3)));
        }
    }

    public ModelHub Hub { get; } = new();

    public IReadOnlyList<ModelAuthor> Authors => _authors;

    /// <summary>The steps. When one comes, the model has taken it. At the end everything is sequenced, delivered and acknowledged.</summary>
    public IEnumerable<HistoryStep> Steps()
    {
        if (_dice.Chance(0.85))
        {
            yield return Write(0, RandomOperations.Furniture(_authors[0].Source, _authors[0].Stamp(Hub.Now, _dice), _dice.Chance(0.03) ? 40 + _dice.Next(400) : 0));
            yield return Sequence(0, false);
            for (int author = 0; author < _authors.Count; author++) yield return Deliver(author, 1, 0);
        }

        for (int step = 0; step < _steps; step++)
        {
            if (Random() is { } taken) yield return taken;
        }

        foreach (HistoryStep step in Finish()) yield return step;
    }

    private HistoryStep? Random()
    {
        Hub.Now += _dice.Fraction() * 20;
        int index = _dice.Next(_authors.Count);
        ModelAuthor author = _authors[index];
        double roll = _dice.Fraction();
        if (roll < 0.01) return Withdraw(index);
        if (roll < 0.29) return Write(index);
        if (roll < 0.34) return _dice.Chance(_guests) ? Guest() : Write(index);
        if (roll < 0.62) return Hub.Next(author) is null ? null : Sequence(index, _dice.Chance(_refusals));
        if (roll < 0.86)
        {
            if (author.NeedsSnapshot) return Load(index);
            int missing = Hub.Records.Count(record => record.FirstRevision > author.Settled.Revision);
            return missing == 0 && _dice.Chance(0.9) ? null : Deliver(index, missing == 0 ? 0 : 1 + _dice.Next(missing), _dice.Chance(0.3) ? _dice.Next(4) : 0);
        }

        if (roll < 0.90) return RaiseFloor();
        if (roll < 0.92) return Acknowledge(index);
        if (roll < 0.95) return new HistoryStep(StepKind.TakeSnapshot, -1, null, [], Hub.TakeSnapshot());
        if (roll < 0.975) return Load(index);
        return _dice.Chance(_crashes) ? Crash() : null;
    }

    private IEnumerable<HistoryStep> Finish()
    {
        for (int i = 0; i < _authors.Count; i++)
        {
            if (_authors[i].NeedsSnapshot) yield return Load(i)!;
            while (Hub.Next(_authors[i]) is not null) yield return Sequence(i, false);
        }

        for (int i = 0; i < _authors.Count; i++)
        {
            yield return Deliver(i, int.MaxValue, 2);
            yield return Acknowledge(i);
        }
    }

    private HistoryStep Write(int index, Transaction? given = null)
    {
        ModelAuthor author = _authors[index];
        Transaction transaction = given
            ?? _operations.Transaction(author.View, author.Source, author.NextSeq, author.Stamp(Hub.Now, _dice), author.Base, author.IsForeign);
        author.Write(transaction);
        return new HistoryStep(StepKind.Write, index, transaction, [], 0);
    }

    private HistoryStep? Withdraw(int index)
    {
        List<Transaction> pending = [.. _authors[index].Pending.Where(own => !own.IsVoid)];
        if (pending.Count == 0) return null;
        Transaction withdrawn = _dice.Pick(pending);
        _authors[index].Refuse(withdrawn.FirstSeq);
        return new HistoryStep(StepKind.Withdraw, index, null, [], withdrawn.FirstSeq);
    }

    private HistoryStep Sequence(int index, bool refuse) =>
        new(StepKind.Sequence, index, null, [Hub.Sequence(Hub.Next(_authors[index])!, refuse)], 0);

    private HistoryStep? RaiseFloor()
    {
        if (!_dice.Chance(_floors)) return null;
        long highest = _dice.Chance(_haste) ? Hub.History.Revision : Math.Min(Hub.History.Revision, _authors.Min(author => author.Base));
        long rise = highest - Hub.History.Floor;
        if (rise <= 0) return null;
        Hub.Sync();
        return new HistoryStep(StepKind.Sequence, -1, null, [Hub.RaiseFloor(Hub.History.Floor + 1 + _dice.Next((int)rise))], 0);
    }

    /// <summary>A guest writes, or the guests that are known are forgotten.</summary>
    private HistoryStep Guest()
    {
        SourceId[] known = [.. Guests.Where(Hub.History.Sources.ContainsKey)];
        if (known.Length > 0 && _dice.Chance(0.4)) return new HistoryStep(StepKind.Sequence, -1, null, [Hub.Forget(known)], 0);
        SourceId guest = _dice.Pick(Guests);
        Transaction written = _operations.Transaction(Hub.History.State.Clone(), guest, Hub.History.LastSeq(guest) + 1, Hub.Now, Hub.History.Revision, foreign: false);
        return new HistoryStep(StepKind.Sequence, -1, null, [Hub.Sequence(written, _dice.Chance(_refusals))], 0);
    }

    private HistoryStep Deliver(int index, int count, int repeated)
    {
        ModelAuthor author = _authors[index];
        int known = Hub.Records.Count(record => record.FirstRevision <= author.Settled.Revision);
        HistoryRecord[] records = [.. Hub.Records.Skip(known - repeated).Take((int)Math.Min(int.MaxValue, (long)count + Math.Min(repeated, known)))];
        foreach (HistoryRecord record in records) author.Deliver(record);
        return new HistoryStep(StepKind.Deliver, index, null, records, 0);
    }

    private HistoryStep Acknowledge(int index)
    {
        Hub.Sync();
        long seq = Hub.History.LastSeq(_authors[index].Source);
        _authors[index].Acknowledge(seq);
        return new HistoryStep(StepKind.Acknowledge, index, null, [], seq);
    }

    /// <summary>The newest snapshot that is ahead of the author, or any that is left if it knows what is lost.</summary>
    private HistoryStep? Load(int index)
    {
        ModelAuthor author = _authors[index];
        long revision = author.NeedsSnapshot ? _dice.Pick([.. Hub.Snapshots.Keys]) : Hub.Snapshots.Keys.Max();
        if (!author.NeedsSnapshot && revision <= author.Settled.Revision) return null;
        author.Load(Hub.Snapshots[revision]);
        return new HistoryStep(StepKind.LoadSnapshot, index, null, [], revision);
    }

    private HistoryStep Crash()
    {
        long end = Hub.Crash(_dice);
        foreach (ModelAuthor author in _authors) author.NeedsSnapshot |= author.Settled.Revision > end || _dice.Chance(0.5);
        return new HistoryStep(StepKind.Crash, -1, null, [.. Hub.Records], end);
    }
}
