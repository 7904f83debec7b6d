import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { programOf } from "./hubProcess.js";

const program = programOf("tests/StoreHub.Interop.Host");

/** Whether there is a .NET client to test beside. */
export const hasDotnetClient = program !== undefined;

/** A .NET client in a process of its own that writes at random; see StoreHub.Interop.Host. */
export class DotnetClient {
  readonly #process: ChildProcess;
  readonly #lines: string[] = [];
  #waiter: ((line: string) => void) | undefined;
  #failed: ((reason: Error) => void) | undefined;
  #errors = "";

  constructor(url: string, store: string, protocol: string, seed: number, writes: number) {
    this.#process = spawn("dotnet", [program!, url, store, protocol, String(seed), String(writes)], { stdio: ["pipe", "pipe", "pipe"] });
    this.#process.stderr!.on("data", (text: Buffer) => (this.#errors += text.toString()));
    this.#process.once("exit", (code) => this.#failed?.(new Error(`The client ended with ${code}: ${this.#errors}`)));
    createInterface(this.#process.stdout!).on("line", (line) => {
      const waiter = this.#waiter;
      this.#waiter = undefined;
      if (waiter) waiter(line);
      else this.#lines.push(line);
    });
  }

  /** The next line that it says. */
  next(): Promise<string> {
    const line = this.#lines.shift();
    if (line !== undefined) return Promise.resolve(line);
    return new Promise((resolve, reject) => {
      this.#waiter = resolve;
      this.#failed = reject;
    });
  }

  /** Has it leave its store and write at random to another; {@link next} says when it has. */
  leaveFor(store: string, seed: number, writes: number): void {
    this.#process.stdin!.write(`next ${store} ${seed} ${writes}\n`);
  }

  /** Waits until it has settled a revision, and says what it has then. */
  async settle(revision: number): Promise<{ hash: string; pending: number }> {
    this.#process.stdin!.write(`settle ${revision}\n`);
    const [, , hash, pending] = (await this.next()).split(" ");
    return { hash: hash!, pending: Number(pending) };
  }

  async dispose(): Promise<void> {
    this.#failed = undefined;
    if (this.#process.exitCode !== null) return;
    const ended = new Promise((resolve) => this.#process.once("exit", resolve));
    this.#process.kill("SIGKILL");
    await ended;
  }
}
