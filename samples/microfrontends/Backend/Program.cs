using StoreHub.Samples.Microfrontends;

return await BackendCommand.RunAsync(args);
