export { hubAtom } from "./hubAtom.js";
export { pendingCountAtom, statusAtom } from "./statusAtom.js";
