import { defineConfig } from "@rsbuild/core";

export default defineConfig({
  source: { entry: { index: "./src/main.ts", split: "./src/split.ts" } },
  html: { title: "StoreHub and Module Federation", template: "../build/page.html" },
});
