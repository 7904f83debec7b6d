import { project } from "../vitest.base.js";

export default project("react", { test: { environment: "happy-dom" } });
