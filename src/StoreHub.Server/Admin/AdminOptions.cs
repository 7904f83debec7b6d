using System.ComponentModel.DataAnnotations;

namespace StoreHub.Server.Admin;

/// <summary>The server program's own option for its admin calls, beside those of the hub; an application authorizes by its own means.</summary>
internal sealed class AdminOptions
{
    /// <summary>The token that admin calls must bring; without one there are none.</summary>
    [MinLength(16, ErrorMessage = "AdminToken: a token has at least 16 characters.")]
    public string? AdminToken { get; set; }
}
