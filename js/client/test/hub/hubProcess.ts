import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const root = join(import.meta.dirname, "../../../..");

function program(project: string): string | undefined {
  return ["Release", "Debug"].map((mode) => join(root, `${project}/bin/${mode}/net10.0/${project.split("/").at(-1)!}.dll`)).find((path) => existsSync(path));
}

const server = program("src/StoreHub.Server");

/** Where a built .NET program of the repository lies; undefined if it is not built. */
export const programOf = program;

/** Whether there is a hub to test against: test.sh builds it first. */
export const hasHub = server !== undefined;

const adminToken = "0123456789abcdef";

/** The arguments with which a hub answers what whoever runs it may ask. */
export const admin = ["--set", `StoreHub:AdminToken=${adminToken}`] as const;

/** A hub in a process of its own. */
export class HubProcess {
  #process: ChildProcess | undefined;
  #port = 0;
  readonly #data: string;
  readonly #directory: string | undefined;

  constructor(durable = false) {
    this.#directory = durable ? mkdtempSync(join(tmpdir(), "storehub-js-")) : undefined;
    this.#data = this.#directory ?? "memory";
  }

  get port(): number {
    return this.#port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}/hub`;
  }

  /** Starts it, again on the same port if it ran before, and waits until it listens. */
  async start(...more: string[]): Promise<this> {
    const hub = spawn("dotnet", [server!, "--urls", `http://127.0.0.1:${this.#port}`, "--data", this.#data, ...more], { stdio: ["ignore", "pipe", "pipe"] });
    this.#process = hub;
    const seen: string[] = [];
    hub.stderr.on("data", (text: Buffer) => seen.push(text.toString()));
    const lines = createInterface(hub.stdout);
    this.#port = await new Promise<number>((resolve, reject) => {
      lines.on("line", (line) => {
        seen.push(line);
        const port = /listening on http:\/\/127\.0\.0\.1:(\d+)/.exec(line)?.[1];
        if (port) resolve(+port);
      });
      hub.once("exit", (code) => reject(new Error(`The hub ended with ${code}: ${seen.join("\n")}`)));
    });
    return this;
  }

  /** How many connections it has, and subscriptions on them; it must have been started with {@link admin}. */
  async count(): Promise<{ connections: number; subscriptions: number }> {
    const response = await fetch(`http://127.0.0.1:${this.#port}/admin/connections`, { headers: { authorization: `Bearer ${adminToken}` } });
    return (await response.json()) as { connections: number; subscriptions: number };
  }

  /** Ends it as a crash does. */
  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  /** Asks it to end, and waits until it has: gives its exit code, null if a signal ended it. */
  terminate(): Promise<number | null> {
    return this.#end("SIGTERM");
  }

  async dispose(): Promise<void> {
    await this.kill();
    if (this.#directory) rmSync(this.#directory, { recursive: true, force: true });
  }

  async #end(signal: "SIGKILL" | "SIGTERM"): Promise<number | null> {
    const hub = this.#process;
    if (!hub || hub.exitCode !== null || hub.signalCode !== null) return hub?.exitCode ?? null;
    const ended = new Promise((resolve) => hub.once("exit", resolve));
    hub.kill(signal);
    await ended;
    return hub.exitCode;
  }
}
