namespace StoreHub.Server.Commands.Transfer;

/// <summary>Reads lines of UTF-8 as bytes, however long they are.</summary>
internal sealed class LineReader(Stream input)
{
    private byte[] _buffer = new byte[64 << 10];
    private int _start;
    private int _end;

    /// <summary>The number of the line that was read last, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>The next line without its end; it stands until the next call. False at the end of the file.</summary>
    public bool TryRead(out ReadOnlyMemory<byte> line)
    {
        int seen = _start;
        while (true)
        {
            int found = _buffer.AsSpan(seen, _end - seen).IndexOf((byte)'\n');
            if (found >= 0)
            {
                line = Take(seen + found, after: 1);
                return true;
            }

            seen = _end - _start;
            if (!TryFill())
            {
                line = Take(_end, after: 0);
                return seen > 0;
            }
        }
    }

    private ReadOnlyMemory<byte> Take(int end, int after)
    {
        ReadOnlyMemory<byte> line = _buffer.AsMemory(_start, end - _start);
        _start = end + after;
        if (line.Length > 0 || after > 0) Number++;
        return line.Length > 0 && line.Span[^1] == (byte)'\r' ? line[..^1] : line;
    }

    // what is left moves to the front
    private bool TryFill()
    {
        if (_start > 0 || _end == _buffer.Length)
        {
            byte[] target = _end - _start == _buffer.Length ? new byte[checked(_buffer.Length * 2)] : _buffer;
            Buffer.BlockCopy(_buffer, _start, target, 0, _end - _start);
            (_buffer, _end, _start) = (target, _end - _start, 0);
        }

        int read = input.Read(_buffer.AsSpan(_end));
        _end += read;
        return read > 0;
    }
}
