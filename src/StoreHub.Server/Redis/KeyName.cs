namespace StoreHub.Server.Redis;

/// <summary>The name of a key among a command's arguments: by it a cluster knows which server is meant.</summary>
internal readonly record struct KeyName(string Text);
