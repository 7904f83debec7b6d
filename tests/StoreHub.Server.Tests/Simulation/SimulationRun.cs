using StoreHub.Core.Tests.Generators;
using StoreHub.Operations;
using StoreHub.Server.Logs;

namespace StoreHub.Server.Tests.Simulation;

/// <summary>A hub, its clients and the network between them, through faults by chance and then through peace, by a seed.</summary>
internal sealed class SimulationRun
{
    private const int PeaceRounds = 60;

    private readonly SimulationWorld _world;
    private readonly SimulatedDisk _disk = new();
    private readonly SimulatedClient[] _clients;
    private readonly List<SimulatedConnection> _zombies = [];
    private SimulatedHub _hub;

    private SimulationRun(long seed, SimulationOptions options)
    {
        _world = new SimulationWorld(seed, options);
        _clients = [.. Enumerable.Range(0, 3 + _world.Dice.Next(3)).Select(number => new SimulatedClient(_world, number))];
        _hub = new SimulatedHub(_world, _disk);
    }

    /// <exception cref="StepFailure">A promise is broken.</exception>
    public static void Check(long seed, SimulationOptions options)
    {
        var run = new SimulationRun(seed, options);
        try
        {
            run.Run();
        }
        catch (Exception thrown) when (thrown is InvalidOperationException or OperationLogException or StoreException)
        {
            throw new StepFailure(seed, run._world.Step, $"{thrown.GetType().Name}: {thrown.Message} ({options})", thrown);
        }
    }

    private void Run()
    {
        _clients[0].Write(RandomOperations.Furniture(_clients[0].Source, 1, _world.Dice.Next(6)));
        Peace();
        while (_world.Step++ < _world.Options.Steps)
        {
            _world.Time.Advance(TimeSpan.FromMilliseconds(_world.Dice.Fraction() * 20));
            StepOf(_world.Dice.Pick(_clients));
        }

        foreach (SimulatedConnection zombie in _zombies)
        {
            while (zombie.ToHub.TryDequeue(out Action<SimulatedHub>? late)) late(_hub);
            _hub.Leave(zombie);
        }

        Peace();
        FinalCheck.Run(_world, _hub, _clients);
    }

    private void StepOf(SimulatedClient client)
    {
        if (_world.Options.Forgets && _world.Dice.Chance(0.03))
        {
            _hub.ForgetSources();
            return;
        }

        bool calm = _world.Options.Calm;
        int roll = _world.Dice.Next(1000);
        switch (roll)
        {
            case < 220: if (!calm || roll < 120) client.Write(); else ToClient(client); break;
            case < 280: if (!_world.Options.Slow || roll < 228) client.Send(); break;
            case < 480: ToHub(client); break;
            case < 690: ToClient(client); break;
            case < 770: if (client.Connection is { } open) _hub.Pump(open); break;
            case < 815:
                _hub.Sync(all: false);
                if (_world.Dice.Chance(0.4)) _hub.RaiseFloor();
                break;
            case < 845: if (IsAway(client) || !calm || roll < 822) Cut(client); break;
            case < 910: if (!IsAway(client) || roll < 855) client.Connect(); break;
            case < 920: if (_world.Options.Crashes && _world.Dice.Chance(0.7)) Crash(); break;
            case < 930: _hub.TakeSnapshot(); break;
            case < 936:
                if (_world.Dice.Chance(0.5)) _hub.TakeSnapshot();
                _hub.SaveAndTrim();
                break;
            case < 946: _hub.RaiseFloor(); break;
            case < 956: client.Report(); break;
            case < 962: _hub.Refuses = !_hub.Refuses; break;
            case < 972: client.SendAgain(); break;
            case < 978: client.Withdraw(); break;
            case < 984: PassGrace(); break;
            default: Zombie(); break;
        }
    }

    private bool IsAway(SimulatedClient client) => _world.Options.Away && client == _clients[^1];

    private void ToHub(SimulatedClient client)
    {
        if (client.Connection?.ToHub.TryDequeue(out Action<SimulatedHub>? arrives) == true) arrives(_hub);
    }

    private bool ToClient(SimulatedClient client)
    {
        if (client.Connection?.ToClient.TryDequeue(out Action<SimulatedClient>? arrives) != true) return false;
        arrives!(client);
        if (client.Abandoned is { } abandoned)
        {
            _hub.Leave(abandoned);
            client.Abandoned = null;
        }

        return true;
    }

    private void Cut(SimulatedClient client)
    {
        if (client.Cut() is not { } connection) return;
        if (_world.Dice.Chance(0.4)) _zombies.Add(connection);
        else _hub.Leave(connection);
    }

    /// <summary>Something that the hub had still to read of a connection that its client has given up, or the hub notices the end.</summary>
    private void Zombie()
    {
        if (_zombies.Count == 0) return;
        SimulatedConnection zombie = _world.Dice.Pick(_zombies);
        if (zombie.ToHub.TryDequeue(out Action<SimulatedHub>? late))
        {
            late(_hub);
            return;
        }

        _hub.Leave(zombie);
        _zombies.Remove(zombie);
    }

    /// <summary>Long enough without anything that sources which do not exist any more are forgotten; nobody is away meanwhile.</summary>
    private void PassGrace()
    {
        if (_clients.All(client => client.IsLive && _hub.IsOpen(client.Connection!))) _world.Time.Advance(SimulatedHub.OfflineGrace * 2);
    }

    private void Crash()
    {
        foreach (SimulatedClient client in _clients) client.Cut();
        _zombies.Clear();
        long least = _world.Options.Lossy && _world.Dice.Chance(0.5) ? _disk.TrimmedThrough : _disk.Durable;
        long[] ends = [least, .. _disk.Records.Select(record => record.LastRevision).Where(revision => revision > least)];
        long keep = _world.Dice.Pick(ends);
        _disk.Crash(keep, newEpoch: !_world.Has(SimulationFault.EpochUnchanged));
        _world.History.Lost(keep);
        _world.Trace?.Append($"\n{_world.Step,4} crash, {keep} is left, then {_disk.Epoch}");
        _hub = new SimulatedHub(_world, _disk) { Refuses = _hub.Refuses };
    }

    /// <summary>Nothing fails any more: all must come to rest.</summary>
    private void Peace()
    {
        for (int round = 0; round < PeaceRounds; round++)
        {
            foreach (SimulatedClient client in _clients)
            {
                client.Connect();
                client.Send();
                while (client.Connection?.ToHub.TryDequeue(out Action<SimulatedHub>? arrives) == true) arrives(_hub);
                if (client.Connection is { } open) _hub.Pump(open);
                while (ToClient(client))
                {
                }
            }

            _hub.Sync(all: true);
            if (_clients.All(client => client.IsLive && client.Replica.Revision == _disk.LastRevision && client.Outbox.Count == 0
                && client.Connection is { ToHub.Count: 0, ToClient.Count: 0 })) return;
        }
    }
}
