using System.Text;
using StoreHub.Operations;

namespace StoreHub.Core.Tests.Reference;

/// <summary>Undefined, null, a boolean, number, string, bytes or instant.</summary>
internal sealed class ReferenceScalar(StoreValue value) : ReferenceNode
{
    public StoreValue Value { get; } = value;

    public override StoreValue Visible() => Value;

    public override void Write(StringBuilder text) => text.Append(StructureText.Scalar(Value));

    public override ReferenceNode Clone() => this;

    public override void Forget(long floor)
    {
    }

    public override ReferenceSlot? Slot(PathSegment segment) => null;
}
