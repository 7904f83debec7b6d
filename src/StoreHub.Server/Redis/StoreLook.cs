using StoreHub.Server.Logs;

namespace StoreHub.Server.Redis;

/// <summary>What Redis has of a store.</summary>
/// <param name="Epoch">The epoch; null if it has none.</param>
/// <param name="IsDeleted">Whether the epoch that was asked for was deleted.</param>
/// <param name="IsSameServer">Whether the server has not restarted since the epoch was taken.</param>
/// <param name="IsWhole">Whether there are as many records as there should be.</param>
/// <param name="HasRemains">Whether there is something although there is no epoch.</param>
/// <param name="LastRevision">The last revision.</param>
/// <param name="TrimmedThrough">The revision after which there are records.</param>
/// <param name="Ends">The earlier epochs.</param>
internal sealed record StoreLook(
    string? Epoch, bool IsDeleted, bool IsSameServer, bool IsWhole, bool HasRemains, long LastRevision, long TrimmedThrough, IReadOnlyList<EpochEnd> Ends)
{
    private const string Format = "1";

    /// <summary>Whether it can be gone on with as it is.</summary>
    public bool IsSound => Epoch is not null && IsSameServer && IsWhole;

    /// <summary>The last revision at which an epoch names a prefix of the history; −1 for an unknown one.</summary>
    public long ValidThrough(string epoch) => Epoch is null ? -1 : new EpochLineage(Ends, Epoch).ValidThrough(epoch);

    /// <summary>Reads the script's answer.</summary>
    /// <exception cref="OperationLogException">It is of a later version.</exception>
    public static StoreLook Of(IReadOnlyList<RedisReply> reply)
    {
        bool isDeleted = reply[1].Integer == 1;
        if (reply[0].Text == "none") return new StoreLook(null, isDeleted, false, false, reply[2].Integer > 0, 0, 0, []);
        if (reply[8].Text != Format) throw new OperationLogException($"What Redis has of it is of format {reply[8].Text}, which this hub does not know.");
        return new StoreLook(reply[2].Text, isDeleted, reply[3].Integer == 1, reply[4].Integer == 1, false, reply[5].Integer, reply[6].Integer, Read(reply[7].Text));
    }

    /// <summary>Earlier epochs as Redis keeps them: <c>epoch:revision</c>, with commas between.</summary>
    public static string Write(IReadOnlyList<EpochEnd> ends) => string.Join(',', ends.Select(static end => $"{end.Epoch}:{RecordArguments.Text(end.Revision)}"));

    private static EpochEnd[] Read(string text)
    {
        if (text.Length == 0) return [];
        return [.. text.Split(',').Select(static end =>
        {
            int colon = end.IndexOf(':', StringComparison.Ordinal);
            return new EpochEnd(end[..colon], long.Parse(end.AsSpan(colon + 1), System.Globalization.CultureInfo.InvariantCulture));
        })];
    }
}
