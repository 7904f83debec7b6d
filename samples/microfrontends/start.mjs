// Starts the hub, the backend and three web servers, all built before (run.sh does); the backend's input is this terminal.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";

const here = import.meta.dirname;
const repository = join(here, "../..");
const ports = { hub: 5080, shell: 5300, analytics: 5301, orders: 5302, nobody: 5309 };
/** @param {keyof typeof ports} name */
const origin = (name) => `http://localhost:${ports[name]}`;
const hub = `${origin("hub")}/hub`;

/** @type {import("node:child_process").ChildProcess[]} */
const running = [];
let stopping = false;

/** Ends everything, with the exit code of what ended first. @param {number} code */
function stop(code) {
  if (stopping) return;
  stopping = true;
  process.exitCode = code;
  process.stdin.destroy();
  for (const child of running) child.kill("SIGTERM");
}

/**
 * Starts a program in a group of its own, so that Ctrl-C reaches it only through this one, and waits until it says a line of a kind. When it
 * ends, everything ends.
 * @param {string} name @param {string} command @param {string[]} parameters @param {RegExp} ready @param {string} input
 */
async function start(name, command, parameters, ready, input = "") {
  const child = spawn(command, parameters, { cwd: here, stdio: ["pipe", "pipe", "inherit"], detached: true });
  running.push(child);
  // what it ends with is told below
  child.stdin.on("error", () => undefined).write(input);
  await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      if (!stopping) console.error(`${name} ended (${signal ?? code}).`);
      stop(code || 1);
      reject(new Error(`${name} does not run.`));
    });
    createInterface(child.stdout).on("line", (line) => {
      console.log(`${name}: ${line}`);
      if (ready.test(line)) resolve(undefined);
    });
  });
  return child;
}

/** @param {string} project */
const program = (project) => join(repository, project, "bin/Release/net10.0", `${project.split("/").at(-1)}.dll`);
/** @param {"shell" | "analytics" | "orders"} name @param {string[]} more */
const site = (name, ...more) => start(name, process.execPath, ["serve.mjs", "--port", String(ports[name]), "--hub", hub, ...more, `${name}/dist`], /is served/);

for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"])) process.once(signal, () => stop(0));
try {
  const origins = [origin("shell"), origin("analytics"), origin("orders")].flatMap((allowed, i) => ["--set", `StoreHub:AllowedOrigins:${i}=${allowed}`]);
  await start("hub", "dotnet", [program("src/StoreHub.Server"), "--urls", origin("hub"), "--data", "memory", ...origins], /is listening/);
  const remotes = /** @type {const} */ (["analytics", "orders", "nobody"]).flatMap((remote) => ["--remote-origin", origin(remote)]);
  await Promise.all([site("shell", ...remotes), site("analytics"), site("orders")]);
  const entries = /** @type {const} */ (["analytics", "orders"]).map((remote) => `${remote} ${origin(remote)}/1/mf-manifest.json\n`);
  const backend = await start("backend", "dotnet", [program("samples/microfrontends/Backend"), "--hub", hub], /orders is at/, entries.join(""));
  process.stdin.pipe(backend.stdin, { end: false });
  console.log(`
The host:                 ${origin("shell")}
Two hosts on one page:    ${origin("shell")}/split.html
The remote, standalone:   ${origin("analytics")}/1/

What you type goes to the backend, which tells all hosts:
  analytics ${origin("analytics")}/2/mf-manifest.json    another version
  analytics ${origin("nobody")}/1/mf-manifest.json    a server that cannot be reached
  analytics                                        none at all
Ctrl-C ends everything.
`);
} catch (reason) {
  if (!stopping) console.error(String(reason));
  stop(1);
}
