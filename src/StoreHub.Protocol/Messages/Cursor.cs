using StoreHub.Protocol.Wire;

namespace StoreHub.Protocol.Messages;

/// <summary>How far a client has settled, in which incarnation of the log.</summary>
/// <param name="Epoch">The incarnation.</param>
/// <param name="Revision">The last settled revision, from 0.</param>
public sealed record Cursor(string Epoch, long Revision) : IWireMessage<Cursor>
{
    static Cursor IWireMessage<Cursor>.Read(ref FieldReader reader)
    {
        string? epoch = null;
        long? revision = null;
        while (reader.NextKey())
        {
            switch (reader.Key)
            {
                case "epoch": epoch = reader.String(); break;
                case "revision": revision = reader.Int64(); break;
                default: reader.Skip(); break;
            }
        }

        return new Cursor(epoch ?? throw reader.Missing("epoch"), revision ?? throw reader.Missing("revision"));
    }

    void IWireMessage<Cursor>.Write(FieldWriter writer)
    {
        writer.Write("epoch", Epoch);
        writer.Write("revision", Revision);
    }
}
