using System.Globalization;
using System.Text;
using StoreHub.Operations;

namespace StoreHub.Core.Tests.Generators;

/// <summary>
/// Everything an operation, transaction or record says, as text: what two of them are compared by. It goes by the public members and
/// no encoding, so that it can tell when an encoding loses something.
/// </summary>
public static class SampleText
{
    public static string Of(Transaction transaction) => string.Create(CultureInfo.InvariantCulture,
        $"{transaction.Source} {transaction.FirstSeq}+{transaction.Count} {transaction.Ts:R} base {transaction.Base} void {transaction.IsVoid}\n{Of(transaction.Operations)}");

    public static string Of(HistoryRecord record) => string.Create(CultureInfo.InvariantCulture,
        $"{record.Kind} {record.FirstRevision} {record.Source} {record.FirstSeq}+{record.Count} {record.Ts:R} floor {record.Floor} forgets {string.Join(' ', record.Sources)}\n{Of(record.Operations)}");

    public static string Of(IEnumerable<Operation> operations) => string.Join("\n", operations.Select(Of));

    public static string Of(Operation operation)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{operation.Type} {operation.Source} {operation.Seq} {operation.Ts:R} [");
        foreach (PathSegment segment in operation.Path) text.Append(CultureInfo.InvariantCulture, $"{Of(segment.Key)}@{segment.Element}, ");
        text.Append("] ");
        text.Append(operation switch
        {
            SetOperation set => Of(set.Value),
            MapSetOperation mapSet => $"{Of(mapSet.Key)} -> {Of(mapSet.Value)}",
            MapDeleteOperation mapDelete => Of(mapDelete.Key),
            SetAddOperation setAdd => Of(setAdd.Value),
            SetDeleteOperation setDelete => Of(setDelete.Value),
            IncrementOperation increment => Of(increment.Amount),
            SpliceOperation splice => $"{splice.Index} {splice.DeleteCount} {string.Join(", ", splice.Items.Select(Of))} {Of(splice.Anchors)}",
            _ => "",
        });
        return text.ToString();
    }

    /// <summary>A value with its kinds and the order of everything.</summary>
    public static string Of(StoreValue value) => value.Kind switch
    {
        ValueKind.Number => "n" + BitConverter.DoubleToInt64Bits(value.AsNumber()).ToString("x", CultureInfo.InvariantCulture),
        ValueKind.String => "s" + string.Concat(value.AsString().Select(c => ((int)c).ToString("x4", CultureInfo.InvariantCulture))),
        ValueKind.Bytes => "b" + Convert.ToHexString(value.AsBytes().Span),
        ValueKind.Instant => "i" + value.AsUnixMilliseconds().ToString(CultureInfo.InvariantCulture),
        ValueKind.Boolean => value.AsBoolean() ? "t" : "f",
        ValueKind.Array => $"[{string.Join(",", value.AsArray().Select(Of))}]",
        ValueKind.Set => $"S({string.Join(",", value.AsSet().Select(Of))})",
        ValueKind.Map => $"M({string.Join(",", value.AsMap().Select(pair => Of(pair.Key) + ":" + Of(pair.Value)))})",
        ValueKind.Object => $"{{{string.Join(",", value.AsObject().Select(pair => Of(pair.Key) + ":" + Of(pair.Value)))}}}",
        _ => value.Kind.ToString(),
    };

    private static string Of(SpliceAnchors? anchors) => anchors is null
        ? "foreign"
        : $"after {anchors.After} before {anchors.Before} removed {string.Join(" ", anchors.Removed)} order {(anchors.Order is null ? "none" : string.Join(" ", anchors.Order))}";
}
