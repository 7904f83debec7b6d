import { compile } from "svelte/compiler";
import { project } from "../vitest.base.js";

/** Components as a page of an application has them, without the server that the official plugin is for. */
const components = {
  name: "svelte",
  transform: (code: string, id: string) => (id.endsWith(".svelte") ? compile(code, { filename: id, generate: "client", dev: false }).js : undefined),
};

export default project("svelte", {
  plugins: [components],
  // the modules of a browser, where Node would take those of a server
  test: { environment: "happy-dom", server: { deps: { inline: ["svelte", "esm-env"] } } },
});
