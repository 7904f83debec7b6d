using StoreHub.Server.Hosting;

return await ServerCommand.Create().Parse(args).InvokeAsync().ConfigureAwait(false);
