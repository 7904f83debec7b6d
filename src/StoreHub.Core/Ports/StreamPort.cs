using System.Buffers.Binary;
using StoreHub.Encodings;
using StoreHub.MessagePack;

namespace StoreHub.Ports;

/// <summary>
/// A port over any duplex stream: a socket, a pipe, a WebSocket stream. Each frame is its length in 4 bytes, big-endian, and that many
/// bytes of MessagePack; the first one names protocol, version and the most bytes of a frame that this side takes. The other side
/// is not trusted: nothing is allocated from a length whose bytes have not come.
/// </summary>
public sealed class StreamPort : IStorePort
{
    /// <summary>The most bytes of a frame unless the constructor says otherwise: 4 MiB.</summary>
    public const int DefaultMaxFrameBytes = 4 * 1024 * 1024;

    /// <summary>The least that a side may take as the most bytes of a frame.</summary>
    public const int MinFrameBytes = 1024;

    private const int LengthBytes = 4;
    private const int FirstBuffer = 4096;

    private readonly Stream _stream;
    private readonly int _maxFrameBytes;
    private readonly CancellationTokenSource _closed = new();
    private readonly Lock _lock = new();
    private readonly FrameSplitter _splitter = new();
    private readonly NameCache _names = new();
    private readonly byte[] _outLength = new byte[LengthBytes];
    private readonly byte[] _inLength = new byte[LengthBytes];
    private byte[] _in = new byte[FirstBuffer];
    private Task<int>? _greeting;
    private int _disposed;

    /// <summary>Makes a port; it owns the stream and closes it.</summary>
    /// <param name="stream">Can be read and written at the same time.</param>
    /// <param name="maxFrameBytes">The most bytes of a frame from the other side; at least 1,024. The default is 4 MiB.</param>
    public StreamPort(Stream stream, int maxFrameBytes = DefaultMaxFrameBytes)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxFrameBytes, MinFrameBytes);
        if (!stream.CanRead || !stream.CanWrite) throw new ArgumentException("A port needs a stream that can be read and written.", nameof(stream));
        _stream = stream;
        _maxFrameBytes = maxFrameBytes;
    }

    /// <inheritdoc/>
    public async ValueTask SendAsync(PortMessage message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closed.Token);
        try
        {
            int limit = await GreetAsync().WaitAsync(either.Token).ConfigureAwait(false);
            foreach (ReadOnlyMemory<byte> frame in _splitter.Split(message, limit)) await WriteAsync(frame, either.Token).ConfigureAwait(false);
            await _stream.FlushAsync(either.Token).ConfigureAwait(false);
        }
        catch (Exception failure) when (IsLoss(failure, cancellationToken))
        {
            throw Lost(failure);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<PortMessage?> ReceiveAsync(CancellationToken cancellationToken = default)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closed.Token);
        try
        {
            await GreetAsync().WaitAsync(either.Token).ConfigureAwait(false);
            int length = await ReadFrameAsync(_maxFrameBytes, either.Token).ConfigureAwait(false);
            return length < 0 ? null : PortEncoding.Read(_in.AsSpan(0, length), _names);
        }
        catch (Exception failure) when (_closed.IsCancellationRequested && IsLoss(failure, cancellationToken))
        {
            return null;
        }
        catch (MessagePackFormatException malformed)
        {
            throw Malformed(malformed);
        }
        catch (Exception failure) when (IsLoss(failure, cancellationToken))
        {
            throw Lost(failure);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        await _closed.CancelAsync().ConfigureAwait(false);
        await _stream.DisposeAsync().ConfigureAwait(false);
    }

    private Task<int> GreetAsync()
    {
        lock (_lock) return _greeting ??= ExchangeAsync(_closed.Token);
    }

    private async Task<int> ExchangeAsync(CancellationToken cancellationToken)
    {
        var hello = new MessagePackWriter();
        PortEncoding.WriteHello(hello, _maxFrameBytes);
        // both sides may speak first: neither may wait for the other to read before it reads itself
        Task written = WriteHelloAsync(hello.WrittenMemory, cancellationToken);
        int length = await ReadFrameAsync(MinFrameBytes, cancellationToken).ConfigureAwait(false);
        await written.ConfigureAwait(false);
        if (length < 0) throw new EndOfStreamException("The other side closed before it said what it speaks.");
        try
        {
            return PortEncoding.ReadHello(_in.AsSpan(0, length));
        }
        catch (MessagePackFormatException malformed)
        {
            throw Malformed(malformed);
        }
    }

    private async Task WriteHelloAsync(ReadOnlyMemory<byte> hello, CancellationToken cancellationToken)
    {
        await WriteAsync(hello, cancellationToken).ConfigureAwait(false);
        await _stream.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask WriteAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellationToken)
    {
        BinaryPrimitives.WriteInt32BigEndian(_outLength, frame.Length);
        await _stream.WriteAsync(_outLength, cancellationToken).ConfigureAwait(false);
        await _stream.WriteAsync(frame, cancellationToken).ConfigureAwait(false);
    }

    /// <returns>The length of the frame, which then stands in the buffer; −1 at the end of the stream.</returns>
    private async ValueTask<int> ReadFrameAsync(int limit, CancellationToken cancellationToken)
    {
        int read = await _stream.ReadAtLeastAsync(_inLength, LengthBytes, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        if (read == 0) return -1;
        if (read < LengthBytes) throw new EndOfStreamException("The stream ended within a frame.");
        uint length = BinaryPrimitives.ReadUInt32BigEndian(_inLength);
        if (length > (uint)limit) throw new StoreException(StoreErrorCode.TooLarge, $"A frame of {length} bytes is over the limit of {limit}.", limit: limit);
        for (int filled = 0; filled < length;)
        {
            // grows only as bytes come
            if (filled == _in.Length) Array.Resize(ref _in, (int)Math.Min(length, (uint)_in.Length * 2));
            int wanted = Math.Min((int)length, _in.Length) - filled;
            filled += await _stream.ReadAtLeastAsync(_in.AsMemory(filled, wanted), wanted, throwOnEndOfStream: true, cancellationToken).ConfigureAwait(false);
        }

        return (int)length;
    }

    private bool IsLoss(Exception failure, CancellationToken callers) => failure switch
    {
        IOException or ObjectDisposedException => true,
        OperationCanceledException => _closed.IsCancellationRequested && !callers.IsCancellationRequested,
        _ => false,
    };

    private static StoreException Lost(Exception cause) => new(StoreErrorCode.ConnectionLost, $"The port's stream broke: {cause.Message}", innerException: cause);

    private static StoreException Malformed(MessagePackFormatException cause) => new(StoreErrorCode.MalformedMessage, $"What came over the port is no message: {cause.Message}", innerException: cause);
}
