using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;

namespace StoreHub.Core.Tests.Ports;

/// <summary>Pairs of duplex streams.</summary>
internal static class DuplexStreams
{
    public static async Task<(Stream First, Stream Second)> TcpAsync()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var client = new TcpClient();
        Task<TcpClient> accepting = listener.AcceptTcpClientAsync();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        TcpClient server = await accepting;
        client.NoDelay = server.NoDelay = true;
        return (client.GetStream(), server.GetStream());
    }

    public static (Stream First, Stream Second) Pipes()
    {
        Pipe there = new(), back = new();
        return (new PipeStream(back.Reader.AsStream(), there.Writer.AsStream()), new PipeStream(there.Reader.AsStream(), back.Writer.AsStream()));
    }

    private sealed class PipeStream(Stream input, Stream output) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Flush() => output.Flush();

        public override Task FlushAsync(CancellationToken cancellationToken) => output.FlushAsync(cancellationToken);

        public override int Read(byte[] buffer, int offset, int count) => input.Read(buffer, offset, count);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => input.ReadAsync(buffer, cancellationToken);

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => output.Write(buffer, offset, count);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => output.WriteAsync(buffer, cancellationToken);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                output.Dispose();
                input.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
