using Microsoft.AspNetCore.SignalR.Protocol;
using StoreHub.MessagePack;

namespace StoreHub.Protocol.HubProtocol;

/// <summary>Writes the messages of SignalR's HubProtocol.md, without their length.</summary>
internal static class HubMessageWriter
{
    public static void Write(MessagePackWriter writer, HubMessage message)
    {
        switch (message)
        {
            case InvocationMessage invocation: WriteInvocation(writer, MessageTypes.Invocation, invocation); break;
            case StreamInvocationMessage invocation: WriteInvocation(writer, MessageTypes.StreamInvocation, invocation); break;
            case StreamItemMessage item:
                Begin(writer, 4, MessageTypes.StreamItem, item);
                ArgumentWriter.Write(writer, item.Item);
                break;
            case CompletionMessage completion: WriteCompletion(writer, completion); break;
            case CancelInvocationMessage cancel: Begin(writer, 3, MessageTypes.CancelInvocation, cancel); break;
            case PingMessage: BeginPlain(writer, 1, MessageTypes.Ping); break;
            case CloseMessage close:
                BeginPlain(writer, 3, MessageTypes.Close);
                WriteOptional(writer, close.Error);
                writer.WriteBoolean(close.AllowReconnect);
                break;
            case AckMessage ack:
                BeginPlain(writer, 2, MessageTypes.Ack);
                writer.WriteInt64(ack.SequenceId);
                break;
            case SequenceMessage sequence:
                BeginPlain(writer, 2, MessageTypes.Sequence);
                writer.WriteInt64(sequence.SequenceId);
                break;
            default:
                throw new InvalidDataException($"A {message.GetType().Name} is no message of the MessagePack hub protocol.");
        }
    }

    private static void WriteInvocation(MessagePackWriter writer, int type, HubMethodInvocationMessage message)
    {
        Begin(writer, 6, type, message);
        writer.WriteString(message.Target);
        object?[] arguments = message.Arguments ?? [];
        writer.WriteArrayHeader(arguments.Length);
        foreach (object? argument in arguments) ArgumentWriter.Write(writer, argument);
        string[] streams = message.StreamIds ?? [];
        writer.WriteArrayHeader(streams.Length);
        foreach (string stream in streams) writer.WriteString(stream);
    }

    private static void WriteCompletion(MessagePackWriter writer, CompletionMessage message)
    {
        bool hasValue = message.Error is not null || message.HasResult;
        Begin(writer, hasValue ? 5 : 4, MessageTypes.Completion, message);
        writer.WriteInt64(message.Error is not null ? MessageTypes.ErrorResult : message.HasResult ? MessageTypes.NonVoidResult : MessageTypes.VoidResult);
        if (message.Error is not null) writer.WriteString(message.Error);
        else if (message.HasResult) ArgumentWriter.Write(writer, message.Result);
    }

    private static void Begin(MessagePackWriter writer, int items, int type, HubInvocationMessage message)
    {
        BeginPlain(writer, items, type);
        IDictionary<string, string>? headers = message.Headers;
        writer.WriteMapHeader(headers?.Count ?? 0);
        if (headers is not null)
        {
            foreach ((string key, string value) in headers)
            {
                writer.WriteString(key);
                writer.WriteString(value);
            }
        }

        WriteOptional(writer, message.InvocationId);
    }

    private static void BeginPlain(MessagePackWriter writer, int items, int type)
    {
        writer.WriteArrayHeader(items);
        writer.WriteInt64(type);
    }

    private static void WriteOptional(MessagePackWriter writer, string? text)
    {
        if (string.IsNullOrEmpty(text)) writer.WriteNil();
        else writer.WriteString(text);
    }
}
