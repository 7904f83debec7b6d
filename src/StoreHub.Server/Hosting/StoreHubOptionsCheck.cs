using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace StoreHub.Server.Hosting;

/// <summary>Checks what annotations of the options' own properties do not reach: the nested limits and the origins.</summary>
internal sealed class StoreHubOptionsCheck : IValidateOptions<StoreHubOptions>
{
    public ValidateOptionsResult Validate(string? name, StoreHubOptions options)
    {
        var failures = new List<string>();
        var results = new List<ValidationResult>();
        if (options.Limits is not null && !Validator.TryValidateObject(options.Limits, new ValidationContext(options.Limits), results, validateAllProperties: true))
            failures.AddRange(results.Select(result => $"Limits: {result.ErrorMessage}"));
        foreach (string origin in options.AllowedOrigins ?? [])
        {
            if (origin != "*" && !IsOrigin(origin))
                failures.Add($"AllowedOrigins: '{origin}' is no origin; write scheme://host or scheme://host:port, or *.");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.GetLeftPart(UriPartial.Authority).TrimEnd('/') == text.TrimEnd('/') && uri.Host.Length > 0;
}
