using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using StoreHub.Server.Redis;

namespace StoreHub.Server.Hosting;

/// <summary>Checks what annotations of the options' own properties do not reach: the nested limits, Redis and the origins.</summary>
internal sealed class StoreHubOptionsCheck : IValidateOptions<StoreHubOptions>
{
    public ValidateOptionsResult Validate(string? name, StoreHubOptions options)
    {
        var failures = new List<string>();
        Check("Limits", options.Limits, failures);
        Check("Redis", options.Redis, failures);
        if (options.Redis is { IsUsed: true } redis && !StackExchangeConnection.IsValid(redis.Connection!, out string? why))
            failures.Add($"Redis: the Connection cannot be read: {why}");
        foreach (string origin in options.AllowedOrigins ?? [])
        {
            if (origin != "*" && !IsOrigin(origin))
                failures.Add($"AllowedOrigins: '{origin}' is no origin; write scheme://host or scheme://host:port, or *.");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static void Check(string name, object? nested, List<string> failures)
    {
        var results = new List<ValidationResult>();
        if (nested is not null && !Validator.TryValidateObject(nested, new ValidationContext(nested), results, validateAllProperties: true))
            failures.AddRange(results.Select(result => $"{name}: {result.ErrorMessage}"));
    }

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.GetLeftPart(UriPartial.Authority).TrimEnd('/') == text.TrimEnd('/') && uri.Host.Length > 0;
}
