import { remote } from "../build/remote";

export default remote("analytics", process.env["VERSION"] ?? "1");
