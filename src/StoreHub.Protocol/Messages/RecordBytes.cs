using StoreHub.Operations;

namespace StoreHub.Protocol.Messages;

internal static class RecordBytes
{
    public static byte[] Binary(HistoryRecord record) => throw new NotSupportedException($"{record.Kind}: the record encoding is not there yet.");

    public static byte[] Json(HistoryRecord record) => throw new NotSupportedException($"{record.Kind}: the record encoding is not there yet.");
}
