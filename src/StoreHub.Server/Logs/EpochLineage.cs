using System.Buffers.Text;
using System.Security.Cryptography;

namespace StoreHub.Server.Logs;

/// <summary>The epochs of a store in order: tells which cursors still name a prefix of its history. Immutable.</summary>
/// <param name="earlier">The earlier epochs, oldest first.</param>
/// <param name="current">The epoch that goes on.</param>
public sealed class EpochLineage(IReadOnlyList<EpochEnd> earlier, string current)
{
    /// <summary>The epoch that goes on.</summary>
    public string Current { get; } = current;

    /// <summary>
    /// The last revision at which a cursor of an epoch names a prefix of the history: the least end of all epochs from its own onward.
    /// −1 for an unknown epoch; no bound, that is <see cref="long.MaxValue"/>, for the current one.
    /// </summary>
    public long ValidThrough(string epoch)
    {
        if (epoch == Current) return long.MaxValue;
        long least = long.MaxValue;
        for (int i = earlier.Count - 1; i >= 0; i--)
        {
            least = Math.Min(least, earlier[i].Revision);
            if (earlier[i].Epoch == epoch) return least;
        }

        return -1;
    }

    /// <summary>A new random epoch: 16 characters, 96 random bits.</summary>
    public static string NewEpoch()
    {
        Span<byte> bytes = stackalloc byte[12];
        RandomNumberGenerator.Fill(bytes);
        return Base64Url.EncodeToString(bytes);
    }
}
