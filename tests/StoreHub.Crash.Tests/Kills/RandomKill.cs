using StoreHub.Tests.Participants;
using StoreHub.Tests.Processes;

namespace StoreHub.Crash.Tests.Kills;

/// <summary><c>kill -9</c> at a random point: while the hub starts and recovers, some time later, or amid so many acknowledgements.</summary>
internal sealed class RandomKill(Random random) : IKill
{
    private const int LongestStart = 600;
    private const int LongestWork = 500;
    private const int MostAcknowledgements = 150;

    private readonly int _kind = random.Next(6);
    private readonly double _part = random.NextDouble();

    public IReadOnlyDictionary<string, string> Environment { get; } = new Dictionary<string, string>();

    public async Task StrikeAsync(HubProcess hub, Reached acknowledgements)
    {
        switch (_kind)
        {
            case 0:
                await hub.WaitAsync(Task.Delay((int)(LongestStart * _part)), "it was killed");
                break;
            case 1 or 2:
                await hub.WaitAsync(hub.Listening, "it listened");
                await hub.WaitAsync(Task.Delay((int)(LongestWork * _part)), "it was killed");
                break;
            default:
                await hub.WaitAsync(acknowledgements.WhenMoreAsync(1 + (int)(MostAcknowledgements * _part)), "enough was acknowledged");
                break;
        }

        hub.Kill();
        await hub.WhenKilledAsync();
    }
}
