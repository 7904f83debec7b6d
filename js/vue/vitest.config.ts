import { project } from "../vitest.base.js";

export default project("vue", { test: { environment: "happy-dom" } });
