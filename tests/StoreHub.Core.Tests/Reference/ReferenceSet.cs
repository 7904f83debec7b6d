using System.Text;
using StoreHub.Operations;

namespace StoreHub.Core.Tests.Reference;

/// <summary>A Set: its members in the order in which they came. Nothing lies below it.</summary>
internal sealed class ReferenceSet : ReferenceNode
{
    public List<StoreValue> Members { get; } = [];

    public void Add(StoreValue member)
    {
        if (ReferenceKey.IsKey(member) && !Members.Exists(other => ReferenceKey.Same(other, member))) Members.Add(ReferenceKey.Stored(member));
    }

    public void Remove(StoreValue member) => Members.RemoveAll(other => ReferenceKey.Same(other, member));

    public override StoreValue Visible() => SetValue.Create(Members);

    public override void Write(StringBuilder text) => text.Append("S{").AppendJoin(',', Members.Select(StructureText.Scalar)).Append('}');

    public override ReferenceNode Clone()
    {
        var copy = new ReferenceSet();
        copy.Members.AddRange(Members);
        return copy;
    }

    public override void Forget(long floor)
    {
    }

    public override ReferenceSlot? Slot(PathSegment segment) => null;
}
