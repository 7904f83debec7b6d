import { showAlone } from "../../contract/standalone";
import * as app from "./app";

await showAlone(app);
