import { build } from "esbuild";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

const root = join(import.meta.dirname, "../..");

/** A web server with a page for each of some programs, at `/name`; several on one page at `/name+name`. Every program is bundled on its own, as separately built applications are. */
export class Site {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** @param programs Modules in TypeScript by name; they import as from js/client's own folder. */
  static async start(programs: Record<string, string>): Promise<Site> {
    const bundles = new Map<string, string>(await Promise.all(Object.entries(programs).map(async ([name, source]) => [`/${name}.js`, await bundle(source)] as const)));
    const server = createServer((request, response) => {
      const path = new URL(request.url!, "http://site").pathname;
      const script = bundles.get(path);
      if (script !== undefined) {
        response.setHeader("content-type", "text/javascript").end(script);
        return;
      }
      const names = path.slice(1).split("+");
      if (!names.every((name) => bundles.has(`/${name}.js`))) {
        response.writeHead(404).end();
        return;
      }
      const scripts = names.map((name) => `<script type="module" src="/${name}.js"></script>`);
      response.setHeader("content-type", "text/html").end(`<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>${path}</title>${scripts.join("")}`);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new Site(server);
  }

  /** Where it is; a secure context in browsers, as `localhost` always is. */
  get origin(): string {
    return `http://localhost:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

async function bundle(source: string): Promise<string> {
  const result = await build({ stdin: { contents: source, resolveDir: root, loader: "ts" }, bundle: true, write: false, format: "esm", target: "es2022", conditions: ["source"] });
  return result.outputFiles[0]!.text;
}
