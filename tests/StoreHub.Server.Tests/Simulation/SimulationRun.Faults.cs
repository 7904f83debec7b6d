using StoreHub.Core.Tests.Generators;
using StoreHub.Server.Files;
using StoreHub.Server.Tests.Simulation.Disks;

namespace StoreHub.Server.Tests.Simulation;

/// <content>What goes wrong, and recovery from it.</content>
internal sealed partial class SimulationRun
{
    private void Weather()
    {
        if (_world.Options.DiskFaults && _world.Dice.Chance(0.03))
        {
            _storage.Files.FailChance = _world.Dice.Pick([0, 0, 0.03, 0.3, 1]);
            _storage.Files.Failing = _world.Dice.Chance(0.5) ? null : (DiskCall)_world.Dice.Next((int)DiskCall.SyncFolder + 1);
        }

        if (_world.Options.Saves && _world.Dice.Chance(0.1))
        {
            _hub.TakeSnapshot();
            _hub.SaveAndTrim();
        }

        if (_world.Options.Saves && _world.Dice.Chance(0.3)) Work();
        if (_world.Dice.Chance(0.01)) CutAtHub(_world.Dice.Pick(_clients));
    }

    /// <summary>The hub gives up a connection; its client hears of that behind all that is under way.</summary>
    private void CutAtHub(SimulatedClient client)
    {
        if (client.Connection is not { } connection) return;
        _hub.Leave(connection);
        connection.ToClient.Enqueue(one => one.Cut());
    }

    /// <summary>What other threads of the hub do while one waits for the disk.</summary>
    private void Meanwhile()
    {
        if (_isAlone || !_world.Dice.Chance(0.15)) return;
        _isAlone = true;
        switch (_world.Dice.Next(4))
        {
            case 0: _storage.Workers.RunNext(); break;
            case 1: _hub.Settle(); break;
            default: ToHub(_world.Dice.Pick(_clients)); break;
        }

        _isAlone = false;
    }

    /// <summary>The process ends: now, while it does something with the disk, or in order.</summary>
    private void Crash()
    {
        switch (_world.Dice.Next(4))
        {
            case 0: throw new SimulatedCrash();
            case 1:
                _isAlone = true;
                _hub.Close();
                while (_storage.Workers.RunNext())
                {
                }

                if (_hub.IsStored) _storage.Synced(_hub.LastRevision);
                throw new SimulatedCrash();
            default: _storage.Files.CrashIn(1 + _world.Dice.Next(12)); break;
        }
    }

    private void Recover(bool power)
    {
        foreach (SimulatedClient client in _clients) client.Cut();
        _zombies.Clear();
        _isAlone = true;
        for (int tries = 0; ; tries++)
        {
            // the disk does get well
            if (tries > 5) _storage.Files.FailChance = 0;
            _storage.Crash(power);
            if (_world.Dice.Chance(0.2)) _storage.Files.CrashIn(1 + _world.Dice.Next(8));
            try
            {
                _hub = new SimulatedHub(_world, _storage) { Refuses = _hub.Refuses };
                break;
            }
            catch (SimulatedCrash)
            {
                power = _world.Options.LosesPower && _world.Dice.Chance(0.5);
            }
            catch (IOException)
            {
                power = false;
            }
            catch (Exception refused) when (_world.Options.Lies && refused is DamagedFileException or StepFailure)
            {
                throw new UnreadableException();
            }
            catch (DamagedFileException damaged)
            {
                throw _world.Violation($"recovery refuses what nobody damaged: {damaged.Message}");
            }
        }

        _isAlone = false;
        _world.Trace?.Append($"\n{_world.Step,4} crash, {(power ? "power lost, " : "")}{_hub.LastRevision} is left");
    }
}
