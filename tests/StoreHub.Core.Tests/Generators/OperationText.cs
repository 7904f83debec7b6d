using System.Globalization;
using StoreHub.Core.Tests.Reference;
using StoreHub.Operations;

namespace StoreHub.Core.Tests.Generators;

/// <summary>Operations as text, for the message of a failure.</summary>
internal static class OperationText
{
    public static string Of(Operation operation) => string.Create(CultureInfo.InvariantCulture,
        $"{operation.Id} ts {operation.Ts:R} {operation.Type} {string.Concat(operation.Path.Select(Of))} {Arguments(operation)}");

    public static string Of(IEnumerable<Operation> operations) => string.Concat(operations.Select(operation => "\n    " + Of(operation)));

    public static string Of(HistoryRecord record) => string.Create(CultureInfo.InvariantCulture,
        $"{record.Kind} r{record.FirstRevision}–{record.LastRevision} {record.Source}:{record.FirstSeq} ts {record.Ts:R} floor {record.Floor} forgets {string.Join(' ', record.Sources)}") + Of(record.Operations);

    private static string Of(PathSegment segment) => $"/{Of(segment.Key)}{(segment.Element is { } id ? $"({id})" : "")}";

    private static string Of(StoreValue value)
    {
        var text = new System.Text.StringBuilder();
        ReferenceNode.Of(value, default, 0).Write(text);
        return text.ToString();
    }

    private static string Arguments(Operation operation) => operation switch
    {
        SetOperation set => Of(set.Value),
        IncrementOperation increment => increment.Amount.ToString("R", CultureInfo.InvariantCulture),
        MapSetOperation set => $"{Of(set.Key)} => {Of(set.Value)}",
        MapDeleteOperation delete => Of(delete.Key),
        SetAddOperation add => Of(add.Value),
        SetDeleteOperation delete => Of(delete.Value),
        SpliceOperation splice => $"at {splice.Index} −{splice.DeleteCount} +[{string.Join(", ", splice.Items.Select(Of))}]"
            + (splice.Anchors is not { } anchors ? " foreign"
                : $" after {anchors.After} before {anchors.Before} removed [{string.Join(' ', anchors.Removed)}]"
                + (anchors.Order is { } order ? $" order [{string.Join(' ', order)}]" : "")),
        _ => "",
    };
}
