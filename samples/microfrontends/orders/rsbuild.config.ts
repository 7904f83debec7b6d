import { remote } from "../build/remote";

export default remote("orders", process.env["VERSION"] ?? "1");
