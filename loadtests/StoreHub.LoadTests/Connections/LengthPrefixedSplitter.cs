using System.Buffers;

namespace StoreHub.LoadTests.Connections;

/// <summary>Messages that come after their length, as in SignalR's MessagePack protocol: 7 bits a byte, the least significant first.</summary>
internal sealed class LengthPrefixedSplitter : IMessageSplitter
{
    private readonly ArrayBufferWriter<byte> _beginning = new();
    private long _left;
    private int _length;
    private int _shift;
    private bool _given;

    public void Feed(ReadOnlySpan<byte> bytes, IMessageSink sink)
    {
        while (!bytes.IsEmpty)
        {
            if (_left == 0)
            {
                if (!TryReadLength(ref bytes)) return;
                if (_left == 0) continue;
                _given = false;
            }

            ReadOnlySpan<byte> here = bytes[..(int)Math.Min(bytes.Length, _left)];
            if (!_given)
            {
                int wanted = (int)Math.Min(sink.Beginning, _beginning.WrittenCount + _left) - _beginning.WrittenCount;
                if (_beginning.WrittenCount == 0 && here.Length >= wanted)
                {
                    sink.Take(here[..wanted]);
                    _given = true;
                }
                else
                {
                    _beginning.Write(here[..Math.Min(here.Length, wanted)]);
                    if (here.Length >= wanted)
                    {
                        sink.Take(_beginning.WrittenSpan);
                        _beginning.ResetWrittenCount();
                        _given = true;
                    }
                }
            }

            _left -= here.Length;
            bytes = bytes[here.Length..];
        }
    }

    private bool TryReadLength(ref ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            byte part = bytes[0];
            bytes = bytes[1..];
            _length |= (part & 0x7f) << _shift;
            _shift += 7;
            if (part >= 0x80) continue;
            _left = _length;
            _length = _shift = 0;
            return true;
        }

        return false;
    }
}
