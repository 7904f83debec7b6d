using StoreHub.MessagePack;

namespace StoreHub.Client.Persistence;

/// <summary>Reads a journal, or says where and how it is damaged.</summary>
internal static class JournalReader
{
    /// <summary>Reads a whole file.</summary>
    /// <returns>How many of its bytes hold; what follows was being written when its owner died.</returns>
    /// <exception cref="StoreException"><see cref="StoreErrorCode.StorageDamaged"/>; names file and offset.</exception>
    public static int Read(string path, ReadOnlySpan<byte> file, KeptStore kept)
    {
        if (JournalFormat.CheckHeader(file) is { } wrong) throw Damaged(path, 0, wrong);
        int offset = JournalFormat.HeaderBytes;
        while (offset < file.Length)
        {
            int start = offset;
            FrameCheck check = JournalFormat.ReadFrame(file, ref offset, out ReadOnlySpan<byte> body);
            if (check == FrameCheck.Damaged) throw Damaged(path, start, "a checksum is wrong");
            if (check == FrameCheck.Torn) break;
            Apply(path, start, body, kept);
        }

        // the first frame was there before the file had its name
        return kept.Source.IsNone ? throw Damaged(path, JournalFormat.HeaderBytes, "its beginning is missing") : offset;
    }

    private static void Apply(string path, int start, ReadOnlySpan<byte> body, KeptStore kept)
    {
        var reader = new MessagePackReader(body);
        try
        {
            while (!reader.End) kept.Apply(JournalEncoding.Read(ref reader));
        }
        catch (Exception e) when (e is FormatException or StoreException or InvalidOperationException)
        {
            throw Damaged(path, start, $"{e.Message} That stands {reader.Offset} bytes into a frame whose checksum is right", e);
        }
    }

    private static StoreException Damaged(string path, long offset, string what, Exception? cause = null) => new(
        StoreErrorCode.StorageDamaged,
        $"'{path}' is damaged at byte {offset}: {what}. Nothing was changed. Bring it back from a backup; or move its folder away, and the store begins anew with what the hub has, without the writes kept there that were not sent.",
        innerException: cause);
}
