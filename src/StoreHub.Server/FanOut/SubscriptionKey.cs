using StoreHub.Server.Stores;

namespace StoreHub.Server.FanOut;

/// <summary>Names a subscription on its connection.</summary>
/// <param name="Store">The store.</param>
/// <param name="Channel">Which of the connection's subscriptions of the store; null for the one without a name.</param>
internal readonly record struct SubscriptionKey(StoreName Store, string? Channel);
