// Serves a folder of built files to pages of any origin, and /config.json to its own pages.
import { createServer } from "node:http";
import { parseArgs } from "node:util";
import { existsSync } from "node:fs";
import sirv from "sirv";

const usage = `node serve.mjs [options] <folder>
  --port <number>             where to listen, at this machine only; 0, the default, takes a free one
  --hub <url>                 the hub's address, for the pages; http://localhost:5080/hub by default
  --remote-origin <origin>    an origin that remotes may come from; may be repeated`;

/** @param {string} reason @returns {never} */
function fail(reason) {
  console.error(`serve.mjs: ${reason}`);
  process.exit(2);
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        port: { type: "string", default: "0" },
        hub: { type: "string", default: "http://localhost:5080/hub" },
        "remote-origin": { type: "string", multiple: true, default: [] },
        help: { type: "boolean", short: "h", default: false },
      },
    });
  } catch (wrong) {
    return fail(`${/** @type {Error} */ (wrong).message} (try --help)`);
  }
}

const { values, positionals } = readArguments();
if (values.help) {
  console.log(usage);
  process.exit();
}
const [folder, ...more] = positionals;
const port = Number(values.port);
if (folder === undefined || more.length > 0) fail("name one folder (try --help)");
if (!Number.isInteger(port) || port < 0 || port > 65535) fail(`'${values.port}' is no port: 0 to 65535`);
if (!existsSync(folder)) fail(`there is no ${folder}: build it by npm run build`);

const files = sirv(folder, { etag: true });
const server = createServer((request, response) => {
  if (request.url === "/config.json") {
    response.setHeader("content-type", "application/json").end(JSON.stringify({ hub: values.hub, remoteOrigins: values["remote-origin"] }));
    return;
  }
  response.setHeader("access-control-allow-origin", "*");
  files(request, response, () => void response.writeHead(404).end());
});
server.once("error", (reason) => {
  console.error(`serve.mjs: ${reason.message}`);
  process.exit(1);
});
server.listen(port, "127.0.0.1", () => {
  const address = /** @type {import("node:net").AddressInfo} */ (server.address());
  console.log(`${folder} is served at http://localhost:${address.port}`);
});
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit());
