import { project } from "../vitest.base.js";

// before the tests everything is built
export default project("microfrontends", { test: { hookTimeout: 300_000 } });
