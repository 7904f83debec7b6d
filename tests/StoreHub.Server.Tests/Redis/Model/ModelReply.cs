using System.Globalization;
using System.Text;
using StoreHub.Server.Redis;

namespace StoreHub.Server.Tests.Redis.Model;

/// <summary>A reply of the model as the hub sees replies.</summary>
internal sealed class ModelReply(object? value) : RedisReply
{
    public override bool IsNull => value is null;

    public override byte[] Bytes => Encoding.Latin1.GetBytes(Text);

    public override long Integer => value is long number ? number : long.Parse(Text, CultureInfo.InvariantCulture);

    public override string Text => value as string ?? ((long)value!).ToString(CultureInfo.InvariantCulture);

    public override IReadOnlyList<RedisReply> Items => Array.ConvertAll((object?[])value!, static item => new ModelReply(item));
}
