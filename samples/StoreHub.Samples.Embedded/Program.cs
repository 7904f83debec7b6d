// A hub inside somebody's own application: AddStoreHub and MapStoreHub are all it takes.
var builder = WebApplication.CreateBuilder(args);
builder.Services.AddStoreHub(options => options.AllowedOrigins.Add("https://app.example.org"));

WebApplication app = builder.Build();
app.MapGet("/", () => "This application has an endpoint of its own, and a StoreHub hub at /hub.");
app.MapStoreHub("/hub");
app.MapStoreHubHealth();
app.Run();
