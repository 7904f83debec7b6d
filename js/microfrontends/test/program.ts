import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { createInterface } from "node:readline";

/** A program in a process of its own, that is talked to by lines. */
export class Program {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #ended: Promise<number | NodeJS.Signals>;
  readonly #lines: string[] = [];
  #heard: () => void = () => undefined;
  /** What it wrote to standard error. */
  errors = "";

  constructor(command: string, ...parameters: string[]) {
    this.#process = spawn(command, parameters);
    this.#process.stderr.on("data", (text: Buffer) => (this.errors += text.toString()));
    this.#ended = new Promise((resolve, reject) => {
      this.#process.once("error", reject);
      this.#process.once("close", (code, signal) => resolve(signal ?? code!));
    });
    const wake = (): void => this.#heard();
    this.#ended.then(wake, wake);
    createInterface(this.#process.stdout).on("line", (line) => {
      this.#lines.push(line);
      this.#heard();
    });
  }

  say(line: string): void {
    this.#process.stdin.write(`${line}\n`);
  }

  /** Its next line of a kind, what it said before left out; fails if it ends without. */
  async hear(kind: RegExp): Promise<RegExpExecArray> {
    const ended = this.#ended.then((code) => `It ended with ${code}, without a line like ${kind}: ${this.errors}`);
    for (;;) {
      for (let line = this.#lines.shift(); line !== undefined; line = this.#lines.shift()) {
        const found = kind.exec(line);
        if (found) return found;
      }
      const failure = await Promise.race([ended, new Promise<void>((resolve) => (this.#heard = resolve))]);
      if (failure !== undefined && this.#lines.length === 0) throw new Error(failure);
    }
  }

  /** Ends its input, and waits for its exit code. */
  finish(): Promise<number | NodeJS.Signals> {
    this.#process.stdin.end();
    return this.#ended;
  }

  /** Asks it to end, and waits for its exit code. */
  stop(): Promise<number | NodeJS.Signals> {
    this.#process.kill("SIGTERM");
    return this.#ended;
  }
}
