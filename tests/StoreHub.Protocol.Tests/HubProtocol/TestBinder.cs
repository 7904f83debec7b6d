using Microsoft.AspNetCore.SignalR;

namespace StoreHub.Protocol.Tests.HubProtocol;

/// <summary>Declares the same types for every method.</summary>
internal sealed class TestBinder(params Type[] parameters) : IInvocationBinder
{
    public Type? Return { get; init; } = typeof(object);

    public Type GetReturnType(string invocationId) => Return ?? throw new KeyNotFoundException(invocationId);

    public IReadOnlyList<Type> GetParameterTypes(string methodName) => parameters;

    public Type GetStreamItemType(string streamId) => Return ?? throw new KeyNotFoundException(streamId);
}
