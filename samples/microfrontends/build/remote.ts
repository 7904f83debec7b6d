import { ModuleFederationPlugin } from "@module-federation/enhanced/rspack";
import { defineConfig, type RsbuildConfig } from "@rsbuild/core";

/** A remote's build: `dist/<version>/` with its manifest, and a page to open it alone. It shares no package with its host. */
export function remote(name: string, version: string): RsbuildConfig {
  return defineConfig({
    source: { entry: { index: "./src/standalone.ts" }, define: { VERSION: JSON.stringify(version) } },
    html: { title: name, template: "../build/page.html" },
    splitChunks: false,
    output: { distPath: { root: `dist/${version}` }, assetPrefix: "auto" },
    tools: {
      rspack: {
        // versions that are on one page one after the other must not take each other's modules for their own
        output: { uniqueName: `${name}-${version}` },
        plugins: [new ModuleFederationPlugin({ name, filename: "remoteEntry.js", exposes: { "./app": "./src/app.ts" }, manifest: true, dts: false })],
      },
    },
  });
}
