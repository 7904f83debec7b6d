namespace StoreHub.Server.Tests.Redis.Model;

/// <summary>What was asked of a model, or befell it, and what it answered.</summary>
/// <param name="Words">A command, or <c>RESTART</c>.</param>
/// <param name="At">The time then.</param>
/// <param name="Groups">How many groups its file had after it.</param>
/// <param name="Reply">The answer.</param>
internal sealed record ModelStep(string[] Words, DateTimeOffset At, int Groups, object? Reply);
