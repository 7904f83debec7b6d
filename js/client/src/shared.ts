export { sharedHub } from "./shared/sharedHub.js";
