using StoreHub.Operations;
using StoreHub.Replicas;

namespace StoreHub.Benchmarks.Workloads;

/// <summary>A text as an array of one-character strings at <c>text</c>, typed from its beginning to its end by one author.</summary>
internal static class TypedState
{
    public static StorePath Text { get; } = StorePath.Of("text");

    public static SettledState Create(int length)
    {
        var state = new SettledState();
        var history = new History("typist");
        state.Apply(history.Set(Text, ArrayValue.Empty));
        ElementId? last = null;
        for (int i = 0; i < length; i++)
        {
            state.Apply(history.Insert(Text, i, last, null, Character(i)));
            last = history.Latest;
        }

        return state;
    }

    /// <summary>The element that the typist put at an index.</summary>
    public static ElementId Element(int index) => new(SourceId.Parse("typist"), index + 1, 0);

    /// <summary>Records that follow the state, and type on from an index.</summary>
    public static HistoryRecord[] Typing(SettledState state, int length, int index, int count)
    {
        var history = new History("author", state.Revision);
        ElementId last = Element(index - 1);
        ElementId? right = index < length ? Element(index) : null;
        var records = new HistoryRecord[count];
        for (int i = 0; i < count; i++)
        {
            records[i] = history.Insert(Text, index + i, last, right, Character(i));
            last = history.Latest;
        }

        return records;
    }

    private static StoreValue Character(int i) => ((char)('a' + (i % 26))).ToString();
}
