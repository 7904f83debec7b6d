using StoreHub.MessagePack;
using StoreHub.Operations;

namespace StoreHub.Encodings;

/// <summary>
/// How many bytes operations and transactions take in the binary encoding, without encoding them: every write is measured, and few are
/// anywhere near a limit.
/// </summary>
internal static class OperationSize
{
    /// <summary>The size of <see cref="TransactionEncoding"/>'s form.</summary>
    public static long Of(Transaction transaction)
    {
        long size = OfHeader(transaction);
        for (int i = 0; i < transaction.Operations.Count; i++) size += Of(transaction.Operations[i]);
        return size;
    }

    /// <summary>All of a transaction but its operations.</summary>
    public static long OfHeader(Transaction transaction) =>
        2 + MessagePackSize.OfString(transaction.Source.ToString()) + MessagePackSize.OfInt64(transaction.FirstSeq) + MessagePackSize.Double
        + MessagePackSize.OfInt64(transaction.Base) + (transaction.IsVoid ? MessagePackSize.OfInt64(transaction.Count) : MessagePackSize.OfCount(transaction.Count));

    /// <summary>The size of <see cref="OperationEncoding"/>'s form.</summary>
    public static long Of(Operation operation)
    {
        SourceId own = operation.Source;
        // the array's header and the type
        long size = 2 + OfPath(operation.Path, own);
        switch (operation)
        {
            case SetOperation set:
                return size + ValueSize.Of(set.Value);
            case SpliceOperation splice:
                size += MessagePackSize.OfInt64(splice.Index) + MessagePackSize.OfInt64(splice.DeleteCount) + MessagePackSize.OfCount(splice.Items.Count);
                for (int i = 0; i < splice.Items.Count; i++) size += ValueSize.Of(splice.Items[i]);
                return size + OfAnchors(splice.Anchors, own);
            case MapSetOperation mapSet:
                return size + ValueSize.OfScalar(mapSet.Key) + ValueSize.Of(mapSet.Value);
            case MapDeleteOperation mapDelete:
                return size + ValueSize.OfScalar(mapDelete.Key);
            case SetAddOperation setAdd:
                return size + ValueSize.OfScalar(setAdd.Value);
            case SetDeleteOperation setDelete:
                return size + ValueSize.OfScalar(setDelete.Value);
            case IncrementOperation increment:
                return size + MessagePackSize.OfNumber(increment.Amount);
            default:
                return size;
        }
    }

    private static long OfPath(StorePath path, SourceId own)
    {
        ReadOnlySpan<PathSegment> segments = path.Segments;
        long size = MessagePackSize.OfCount(segments.Length);
        foreach (ref readonly PathSegment segment in segments)
        {
            // keys are strings, nearly all
            size += segment.Key.Text is { } key ? MessagePackSize.OfString(key) : ValueSize.OfScalar(segment.Key);
            if (segment.Element is { } element) size += OfElement(element, own);
        }

        return size;
    }

    private static long OfAnchors(SpliceAnchors? anchors, SourceId own)
    {
        if (anchors is null) return MessagePackSize.Nil;
        long size = 1 + OfElement(anchors.After, own) + OfElement(anchors.Before, own) + OfElements(anchors.Removed, own);
        return anchors.Order is { } order ? size + OfElements(order, own) : size;
    }

    private static long OfElements(IReadOnlyList<ElementId> elements, SourceId own)
    {
        long size = MessagePackSize.OfCount(elements.Count);
        for (int i = 0; i < elements.Count; i++) size += OfElement(elements[i], own);
        return size;
    }

    // an array's header, seq and ordinal, and the source where it is not the operation's own
    private static long OfElement(ElementId? element, SourceId own) => element is { } id
        ? 1 + MessagePackSize.OfInt64(id.Seq) + MessagePackSize.OfInt64(id.Ordinal) + (id.Source == own ? 0 : MessagePackSize.OfString(id.Source.ToString()))
        : MessagePackSize.Nil;
}
