# syntax=docker/dockerfile:1
# The hub as an image: docker build -t storehub . && docker run -p 5080:5080 -v storehub:/data storehub
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
# packages first: they change less often than the code
COPY global.json Directory.Build.props Directory.Packages.props BannedSymbols.txt ./
COPY src/StoreHub.Core/StoreHub.Core.csproj src/StoreHub.Core/packages.lock.json src/StoreHub.Core/
COPY src/StoreHub.Protocol/StoreHub.Protocol.csproj src/StoreHub.Protocol/packages.lock.json src/StoreHub.Protocol/
COPY src/StoreHub.Server/StoreHub.Server.csproj src/StoreHub.Server/packages.lock.json src/StoreHub.Server/
RUN dotnet restore --locked-mode src/StoreHub.Server
COPY src/ src/
RUN dotnet publish -c Release --no-restore -o /app src/StoreHub.Server

FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /app
# to ask for the hub's health
RUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*
COPY --from=build /app .
RUN mkdir /data && chown "$APP_UID" /data
USER $APP_UID
VOLUME /data
# the image for ASP.NET Core sets ports of its own
ENV ASPNETCORE_HTTP_PORTS= ASPNETCORE_URLS=http://+:5080 StoreHub__DataPath=/data
EXPOSE 5080
HEALTHCHECK --interval=5s --timeout=5s --start-period=30s CMD ["curl", "-fsS", "-o", "/dev/null", "http://127.0.0.1:5080/health/ready"]
ENTRYPOINT ["dotnet", "StoreHub.Server.dll"]
