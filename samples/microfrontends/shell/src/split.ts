import "./shell.css";
import { element } from "../../contract/element";
import { readPageConfig } from "../../contract/pageConfig";
import { startShell } from "./shell";

// two hosts that know nothing of each other, on one page
const config = await readPageConfig();
for (const name of ["left", "right"]) {
  const place = element("div", { id: name });
  document.querySelector("#root")!.append(place);
  startShell(name, place, config);
}
