import { project } from "../vitest.base.js";

export default project("solid", {
  // the modules of a browser, where Node would take those of a server
  test: { environment: "happy-dom", server: { deps: { inline: ["solid-js"] } } },
});
