using System.Buffers;

namespace StoreHub.LoadTests.Connections;

/// <summary>Messages that end with a byte, as in SignalR's JSON protocol.</summary>
internal sealed class SeparatedSplitter : IMessageSplitter
{
    public const byte Separator = 0x1e;

    private readonly ArrayBufferWriter<byte> _beginning = new();
    private bool _given;

    public void Feed(ReadOnlySpan<byte> bytes, IMessageSink sink)
    {
        while (!bytes.IsEmpty)
        {
            int end = bytes.IndexOf(Separator);
            ReadOnlySpan<byte> here = end < 0 ? bytes : bytes[..end];
            if (!_given)
            {
                int wanted = sink.Beginning - _beginning.WrittenCount;
                if (_beginning.WrittenCount == 0 && (end >= 0 || here.Length >= wanted))
                {
                    sink.Take(here[..Math.Min(here.Length, wanted)]);
                    _given = true;
                }
                else
                {
                    _beginning.Write(here[..Math.Min(here.Length, wanted)]);
                    if (end >= 0 || here.Length >= wanted)
                    {
                        sink.Take(_beginning.WrittenSpan);
                        _given = true;
                    }
                }
            }

            if (end < 0) return;
            _given = false;
            _beginning.ResetWrittenCount();
            bytes = bytes[(end + 1)..];
        }
    }
}
