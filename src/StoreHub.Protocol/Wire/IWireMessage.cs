namespace StoreHub.Protocol.Wire;

/// <summary>A message that reads and writes its fields, the same way on both wires.</summary>
internal interface IWireMessage<TSelf>
    where TSelf : IWireMessage<TSelf>
{
    /// <summary>Reads the fields; unknown keys are passed over.</summary>
    /// <exception cref="StoreException">A field is missing or of another type; the path names the key.</exception>
    static abstract TSelf Read(ref FieldReader reader);

    /// <summary>Writes the fields; those that are null are left out.</summary>
    void Write(FieldWriter writer);
}
