using StoreHub.MessagePack;
using StoreHub.Operations;

namespace StoreHub.Encodings;

/// <summary>
/// One operation as MessagePack: <c>[type, path, …]</c>. Its source, seq and timestamp stand in the transaction or record around it.
/// </summary>
internal static class OperationEncoding
{
    /// <param name="writer">Takes it.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="canonical">Whether the order of an object's keys is not to show.</param>
    public static void Write(MessagePackWriter writer, Operation operation, bool canonical = false)
    {
        SourceId own = operation.Source;
        writer.WriteArrayHeader(FieldsOf(operation.Type));
        writer.WriteInt64((long)operation.Type);
        PathEncoding.Write(writer, operation.Path, own);
        switch (operation)
        {
            case SetOperation set:
                WriteValue(writer, set.Value, canonical);
                break;
            case SpliceOperation splice:
                writer.WriteInt64(splice.Index);
                writer.WriteInt64(splice.DeleteCount);
                writer.WriteArrayHeader(splice.Items.Count);
                for (int i = 0; i < splice.Items.Count; i++) WriteValue(writer, splice.Items[i], canonical);
                WriteAnchors(writer, splice.Anchors, own);
                break;
            case MapSetOperation mapSet:
                ValueEncoding.WriteScalar(writer, mapSet.Key);
                WriteValue(writer, mapSet.Value, canonical);
                break;
            case MapDeleteOperation mapDelete:
                ValueEncoding.WriteScalar(writer, mapDelete.Key);
                break;
            case SetAddOperation setAdd:
                ValueEncoding.WriteScalar(writer, setAdd.Value);
                break;
            case SetDeleteOperation setDelete:
                ValueEncoding.WriteScalar(writer, setDelete.Value);
                break;
            case IncrementOperation increment:
                writer.WriteNumber(increment.Amount);
                break;
        }
    }

    public static Operation Read(ref MessagePackReader reader, DecodingContext context, long seq, double ts)
    {
        int fields = reader.ReadArrayHeader();
        int number = reader.ReadInt32();
        if (number is < 0 or > (int)OperationType.Increment)
            throw new StoreException(StoreErrorCode.MalformedOperation, $"The operation type {number} of {context.Own}:{seq} is not known.");
        var type = (OperationType)number;
        if (fields != FieldsOf(type))
            throw new StoreException(StoreErrorCode.MalformedOperation, $"'{OperationNames.Of(type)}' has {FieldsOf(type)} fields, not {fields}.");
        StorePath path = PathEncoding.Read(ref reader, context);
        OperationRules.RequirePath(type, path);
        try
        {
            return Read(ref reader, context, type, seq, ts, path);
        }
        catch (StoreException refusal) when (refusal.Path is null)
        {
            throw new StoreException(refusal.Code, $"{refusal.Message} (At {path}.)", path.ToString(), refusal.Limit, refusal);
        }
    }

    private static Operation Read(ref MessagePackReader reader, DecodingContext context, OperationType type, long seq, double ts, StorePath path)
    {
        SourceId own = context.Own;
        switch (type)
        {
            case OperationType.Set: return new SetOperation(own, seq, ts, path, ReadValue(ref reader, context));
            case OperationType.Delete: return new DeleteOperation(own, seq, ts, path);
            case OperationType.Splice: return ReadSplice(ref reader, context, seq, ts, path);
            case OperationType.MapSet:
                StoreValue key = ReadKey(ref reader, context);
                return new MapSetOperation(own, seq, ts, path, key, ReadValue(ref reader, context));
            case OperationType.MapDelete: return new MapDeleteOperation(own, seq, ts, path, ReadKey(ref reader, context));
            case OperationType.MapClear: return new MapClearOperation(own, seq, ts, path);
            case OperationType.SetAdd: return new SetAddOperation(own, seq, ts, path, ReadMember(ref reader));
            case OperationType.SetDelete: return new SetDeleteOperation(own, seq, ts, path, ReadMember(ref reader));
            case OperationType.SetClear: return new SetClearOperation(own, seq, ts, path);
            default: return new IncrementOperation(own, seq, ts, path, ReadAmount(ref reader));
        }
    }

    private static SpliceOperation ReadSplice(ref MessagePackReader reader, DecodingContext context, long seq, double ts, StorePath path)
    {
        int index = DecodingContext.ReadCount(ref reader, "a splice's index");
        int deleteCount = DecodingContext.ReadCount(ref reader, "a splice's deleteCount");
        int count = reader.ReadArrayHeader();
        StoreValue[] items = count == 0 ? [] : new StoreValue[count];
        for (int i = 0; i < count; i++) items[i] = ValueDecoder.Read(ref reader, context.Limits, context.Names, count - i - 1);
        return new SpliceOperation(context.Own, seq, ts, path, index, deleteCount, items, ReadAnchors(ref reader, context));
    }

    private static void WriteValue(MessagePackWriter writer, StoreValue value, bool canonical)
    {
        if (canonical) CanonicalEncoding.Write(writer, value);
        else ValueEncoding.Write(writer, value);
    }

    private static void WriteAnchors(MessagePackWriter writer, SpliceAnchors? anchors, SourceId own)
    {
        if (anchors is null)
        {
            writer.WriteNil();
            return;
        }

        writer.WriteArrayHeader(anchors.Order is null ? 3 : 4);
        PathEncoding.WriteElement(writer, anchors.After, own);
        PathEncoding.WriteElement(writer, anchors.Before, own);
        PathEncoding.WriteElements(writer, anchors.Removed, own);
        if (anchors.Order is { } order) PathEncoding.WriteElements(writer, order, own);
    }

    private static SpliceAnchors? ReadAnchors(ref MessagePackReader reader, DecodingContext context)
    {
        if (reader.TryReadNil()) return null;
        int parts = reader.ReadArrayHeader();
        if (parts is not (3 or 4)) throw new MessagePackFormatException($"At byte {reader.Offset}: anchors have 3 or 4 parts, not {parts}.");
        ElementId? after = PathEncoding.ReadElement(ref reader, context);
        ElementId? before = PathEncoding.ReadElement(ref reader, context);
        ElementId[] removed = PathEncoding.ReadElements(ref reader, context);
        return new SpliceAnchors(after, before, removed, parts == 4 ? PathEncoding.ReadElements(ref reader, context) : null);
    }

    private static StoreValue ReadValue(ref MessagePackReader reader, DecodingContext context) => ValueDecoder.Read(ref reader, context.Limits, context.Names);

    private static StoreValue ReadKey(ref MessagePackReader reader, DecodingContext context)
    {
        StoreValue key = ValueDecoder.ReadScalar(ref reader, context.Names);
        new Bounds(context.Limits).RequireKey(key);
        return ScalarKey.RequireMapKey(key);
    }

    private static StoreValue ReadMember(ref MessagePackReader reader) => ScalarKey.Normalize(ValueDecoder.ReadScalar(ref reader, names: null));

    private static double ReadAmount(ref MessagePackReader reader)
    {
        StoreValue amount = ValueDecoder.ReadScalar(ref reader, names: null);
        return amount.IsNumber
            ? amount.AsNumber()
            : throw new StoreException(StoreErrorCode.MalformedOperation, $"An increment's amount is a number, not of kind {amount.Kind}.");
    }

    private static int FieldsOf(OperationType type) => type switch
    {
        OperationType.Splice => 6,
        OperationType.MapSet => 4,
        OperationType.Delete or OperationType.MapClear or OperationType.SetClear => 2,
        _ => 3,
    };
}
