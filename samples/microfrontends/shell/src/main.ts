import "./shell.css";
import { readPageConfig } from "../../contract/pageConfig";
import { startShell } from "./shell";

startShell("shell", document.querySelector<HTMLElement>("#root")!, await readPageConfig());
