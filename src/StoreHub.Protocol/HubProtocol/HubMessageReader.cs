using System.Runtime.ExceptionServices;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using StoreHub.MessagePack;

namespace StoreHub.Protocol.HubProtocol;

/// <summary>
/// Reads the messages of SignalR's HubProtocol.md. A frame whose MessagePack or outer form is wrong is an exception; arguments that do
/// not fit their method are a message of their own, so that only the call fails. Items after those known are passed over.
/// </summary>
internal static class HubMessageReader
{
    /// <summary>Reads one message; null if its type is unknown, as in a later version.</summary>
    /// <exception cref="InvalidDataException">The frame cannot be read.</exception>
    public static HubMessage? Read(ReadOnlySpan<byte> frame, IInvocationBinder binder)
    {
        try
        {
            // the whole form is checked first: what fails later is then a matter of types, not of damage
            var whole = new MessagePackReader(frame);
            whole.Skip();
            if (!whole.End) throw new InvalidDataException($"{whole.Remaining} bytes follow a message within its frame.");

            var reader = new MessagePackReader(frame);
            int items = reader.ReadArrayHeader();
            if (items == 0) throw new InvalidDataException("A message has at least its type.");
            return reader.ReadInt64() switch
            {
                MessageTypes.Invocation => ReadInvocation(ref reader, items, binder, stream: false),
                MessageTypes.StreamInvocation => ReadInvocation(ref reader, items, binder, stream: true),
                MessageTypes.StreamItem => ReadStreamItem(ref reader, items, binder),
                MessageTypes.Completion => ReadCompletion(ref reader, items, binder),
                MessageTypes.CancelInvocation => ReadCancel(ref reader, items),
                MessageTypes.Ping => PingMessage.Instance,
                MessageTypes.Close => ReadClose(ref reader, items),
                MessageTypes.Ack => new AckMessage(ReadSequence(ref reader, items)),
                MessageTypes.Sequence => new SequenceMessage(ReadSequence(ref reader, items)),
                _ => null,
            };
        }
        catch (MessagePackFormatException error)
        {
            throw new InvalidDataException($"A message cannot be read. {error.Message}", error);
        }
    }

    private static HubMessage ReadInvocation(ref MessagePackReader reader, int items, IInvocationBinder binder, bool stream)
    {
        Require(items, 5);
        Dictionary<string, string>? headers = ReadHeaders(ref reader);
        string? id = ReadOptional(ref reader);
        if (stream && id is null) throw new InvalidDataException("A StreamInvocation has an invocation id.");
        string target = reader.ReadString();
        if (target.Length == 0) throw new InvalidDataException("An invocation names its method.");

        MessagePackReader arguments = reader;
        reader.Skip();
        string[]? streams = items > 5 ? ReadStreamIds(ref reader) : null;

        object?[] bound;
        try
        {
            bound = Bind(ref arguments, binder.GetParameterTypes(target));
        }
        catch (Exception error)
        {
            return new InvocationBindingFailureMessage(id, target, ExceptionDispatchInfo.Capture(error));
        }

        HubMethodInvocationMessage message = stream ? new StreamInvocationMessage(id!, target, bound, streams) : new InvocationMessage(id, target, bound, streams);
        return With(headers, message);
    }

    private static object?[] Bind(ref MessagePackReader reader, IReadOnlyList<Type> types)
    {
        int count = reader.ReadArrayHeader();
        if (count != types.Count) throw new InvalidDataException($"The call has {count} argument(s), the method takes {types.Count}.");
        object?[] arguments = count == 0 ? [] : new object?[count];
        for (int i = 0; i < count; i++)
        {
            MessagePackReader next = reader;
            reader.Skip();
            try
            {
                arguments[i] = ArgumentReader.Read(ref next, types[i]);
            }
            catch (Exception error) when (error is not NotSupportedException)
            {
                throw new InvalidDataException($"Argument {i} is no {types[i].Name}. {error.Message}", error);
            }
        }

        return arguments;
    }

    private static HubMessage ReadStreamItem(ref MessagePackReader reader, int items, IInvocationBinder binder)
    {
        Require(items, 4);
        Dictionary<string, string>? headers = ReadHeaders(ref reader);
        string id = ReadId(ref reader);
        object? item;
        try
        {
            item = ArgumentReader.Read(ref reader, binder.GetStreamItemType(id));
        }
        catch (Exception error)
        {
            return new StreamBindingFailureMessage(id, ExceptionDispatchInfo.Capture(error));
        }

        return With(headers, new StreamItemMessage(id, item));
    }

    private static CompletionMessage ReadCompletion(ref MessagePackReader reader, int items, IInvocationBinder binder)
    {
        Require(items, 4);
        Dictionary<string, string>? headers = ReadHeaders(ref reader);
        string id = ReadId(ref reader);
        long kind = reader.ReadInt64();
        switch (kind)
        {
            case MessageTypes.ErrorResult:
                Require(items, 5);
                return With(headers, CompletionMessage.WithError(id, ReadOptional(ref reader) ?? ""));
            case MessageTypes.VoidResult:
                return With(headers, CompletionMessage.Empty(id));
            case MessageTypes.NonVoidResult:
                Require(items, 5);
                return With(headers, ReadResult(ref reader, id, binder));
            default:
                throw new InvalidDataException($"{kind} is no kind of result.");
        }
    }

    private static CompletionMessage ReadResult(ref MessagePackReader reader, string id, IInvocationBinder binder)
    {
        Type type;
        try
        {
            type = binder.GetReturnType(id);
        }
        catch (Exception)
        {
            // nobody waits for it any more: the call was cancelled
            return CompletionMessage.Empty(id);
        }

        try
        {
            return CompletionMessage.WithResult(id, ArgumentReader.Read(ref reader, type));
        }
        catch (Exception error)
        {
            return CompletionMessage.WithError(id, $"The result is no {type.Name}. {error.Message}");
        }
    }

    private static CancelInvocationMessage ReadCancel(ref MessagePackReader reader, int items)
    {
        Require(items, 3);
        Dictionary<string, string>? headers = ReadHeaders(ref reader);
        return With(headers, new CancelInvocationMessage(ReadId(ref reader)));
    }

    private static CloseMessage ReadClose(ref MessagePackReader reader, int items)
    {
        Require(items, 2);
        string? error = ReadOptional(ref reader);
        bool reconnect = items > 2 && reader.ReadBoolean();
        return error is null && !reconnect ? CloseMessage.Empty : new CloseMessage(error, reconnect);
    }

    private static long ReadSequence(ref MessagePackReader reader, int items)
    {
        Require(items, 2);
        return reader.ReadInt64();
    }

    private static Dictionary<string, string>? ReadHeaders(ref MessagePackReader reader)
    {
        int count = reader.ReadMapHeader();
        if (count == 0) return null;
        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        for (; count > 0; count--) headers[reader.ReadString()] = reader.ReadString();
        return headers;
    }

    private static string[]? ReadStreamIds(ref MessagePackReader reader)
    {
        int count = reader.ReadArrayHeader();
        if (count == 0) return null;
        string[] ids = new string[count];
        for (int i = 0; i < count; i++) ids[i] = reader.ReadString();
        return ids;
    }

    private static string? ReadOptional(ref MessagePackReader reader)
    {
        if (reader.TryReadNil()) return null;
        string text = reader.ReadString();
        return text.Length == 0 ? null : text;
    }

    private static string ReadId(ref MessagePackReader reader) => ReadOptional(ref reader) ?? throw new InvalidDataException("The invocation id is missing.");

    private static void Require(int items, int wanted)
    {
        if (items < wanted) throw new InvalidDataException($"The message has {items} items and must have {wanted}.");
    }

    private static T With<T>(Dictionary<string, string>? headers, T message)
        where T : HubInvocationMessage
    {
        if (headers is not null) message.Headers = headers;
        return message;
    }
}
