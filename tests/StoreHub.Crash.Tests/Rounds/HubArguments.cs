using System.Globalization;

namespace StoreHub.Crash.Tests.Rounds;

/// <summary>How the hub of a round is started, always the same: short segments and tails, so that all kinds of files come and go.</summary>
internal sealed class HubArguments(string dataPath, int port, Random random)
{
    private static readonly int[] s_tails = [60, 120, 240];

    public string DataPath => dataPath;

    public Uri Url { get; } = new($"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}/hub");

    public Uri SocketUrl { get; } = new($"ws://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}/hub");

    public IReadOnlyList<string> All { get; } =
    [
        "--data", dataPath,
        "--urls", $"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}",
        "--set", $"StoreHub:MaxTailOperations={s_tails[random.Next(s_tails.Length)].ToString(CultureInfo.InvariantCulture)}",
        "--set", "StoreHub:UnloadAfter=00:00:00.100",
        "--set", "StoreHub:FloorStep=40",
        "--set", "StoreHub:OfflineGrace=00:00:00.500",
        "--set", "StoreHub:SnapshotChunkBytes=4096",
    ];
}
