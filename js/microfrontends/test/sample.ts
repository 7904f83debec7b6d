import { existsSync } from "node:fs";
import { join } from "node:path";
import { CuttableProxy } from "../../client/test/hub/cuttableProxy.js";
import { admin, HubProcess, hasHub, programOf } from "../../client/test/hub/hubProcess.js";
import { Program } from "./program.js";

const folder = join(import.meta.dirname, "../../../samples/microfrontends");
const backend = programOf("samples/microfrontends/Backend");

/** Whether all of the sample is there: test.sh builds its .NET part and installs its packages first. */
export const hasSample = hasHub && backend !== undefined && existsSync(join(folder, "node_modules"));

/** Starts the sample's backend. */
export function startBackend(...parameters: string[]): Program {
  return new Program("dotnet", backend!, ...parameters);
}

/** One of the sample's web servers. */
export class WebServer {
  readonly #program: Program;
  readonly origin: string;

  private constructor(program: Program, origin: string) {
    this.#program = program;
    this.origin = origin;
  }

  /** @param name What it serves: `shell`, `analytics`, `orders`. */
  static async start(name: string, ...options: string[]): Promise<WebServer> {
    const program = new Program(process.execPath, join(folder, "serve.mjs"), ...options, join(folder, name, "dist"));
    return new WebServer(program, (await program.hear(/ at (http:\/\/localhost:\d+)$/))[1]!);
  }

  manifest(version: number): string {
    return `${this.origin}/${version}/mf-manifest.json`;
  }

  async stop(): Promise<void> {
    await this.#program.stop();
  }
}

/** The sample, running: a hub behind a proxy, whose address is known before the hub runs, the backend, the host's web server, and two remotes'. */
export class Sample {
  private constructor(
    readonly hub: HubProcess,
    readonly proxy: CuttableProxy,
    readonly backend: Program,
    readonly shell: WebServer,
    readonly analytics: WebServer,
    readonly orders: WebServer,
    /** Where nobody answers. */
    readonly deadOrigin: string,
    /** A way to the orders that can be cut. */
    readonly cuttable: CuttableProxy,
  ) {}

  static async start(): Promise<Sample> {
    const hub = new HubProcess();
    const proxy = await CuttableProxy.start(() => hub.port);
    const [analytics, orders, dead] = await Promise.all(["analytics", "orders", "orders"].map((name) => WebServer.start(name, "--hub", proxy.url)));
    await dead!.stop();
    const cuttable = await CuttableProxy.start(() => Number(new URL(orders!.origin).port));
    const remotes = [analytics!.origin, orders!.origin, dead!.origin, new URL(cuttable.url).origin].flatMap((origin) => ["--remote-origin", origin]);
    const shell = await WebServer.start("shell", "--hub", proxy.url, ...remotes);
    await hub.start(...admin, ...[shell, analytics!, orders!].flatMap(({ origin }, i) => ["--set", `StoreHub:AllowedOrigins:${i}=${origin}`]));
    const backend = startBackend("--hub", hub.url);
    return new Sample(hub, proxy, backend, shell, analytics!, orders!, dead!.origin, cuttable);
  }

  /** Has the backend say where a remote is, or that there is none, and waits until that is durable. */
  async register(remote: string, entry?: string): Promise<void> {
    this.backend.say(entry === undefined ? remote : `${remote} ${entry}`);
    await this.backend.hear(entry === undefined ? new RegExp(`^${remote} is gone`) : new RegExp(`^${remote} is at `));
  }

  async stop(): Promise<void> {
    await Promise.all([this.backend.stop(), this.shell.stop(), this.analytics.stop(), this.orders.stop(), this.proxy.dispose(), this.cuttable.dispose(), this.hub.dispose()]);
  }
}
