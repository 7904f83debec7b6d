using StoreHub.Operations;

namespace StoreHub.Encodings;

/// <summary>The names of the operation types on the JSON wire and in messages: those of <c>@virtual-frame/store</c>.</summary>
internal static class OperationNames
{
    private static readonly string[] Names =
        ["set", "delete", "splice", "map-set", "map-delete", "map-clear", "set-add", "set-delete", "set-clear", "increment"];

    public static string Of(OperationType type) => Names[(int)type];

    public static bool TryParse(string name, out OperationType type)
    {
        int index = Array.IndexOf(Names, name);
        type = (OperationType)Math.Max(index, 0);
        return index >= 0;
    }
}
