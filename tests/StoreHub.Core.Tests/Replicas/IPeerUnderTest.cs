using StoreHub.Operations;

namespace StoreHub.Core.Tests.Replicas;

/// <summary>What the random histories ask of a replica without a hub.</summary>
internal interface IPeerUnderTest
{
    void Write(Transaction transaction);

    /// <summary>Operations reach it: in any order, with gaps and repeats.</summary>
    void Receive(IReadOnlyList<Operation> operations);

    StoreValue Visible();

    /// <summary>As <see cref="Reference.StructureText"/> says; all removals are pending.</summary>
    string Structure();
}
