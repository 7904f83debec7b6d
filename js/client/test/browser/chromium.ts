import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";

const executablePath = process.env["STOREHUB_TEST_CHROMIUM"] ?? ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) => existsSync(path));

/** Whether there is a browser to test in: test.sh installs one where it may. */
export const hasChromium = executablePath !== undefined;

/** Starts a browser; without a sandbox, since tests may run as root, and with the back/forward cache that users have. */
export function startChromium(...args: string[]): Promise<Browser> {
  return chromium.launch({ executablePath: executablePath!, args: ["--no-sandbox", ...args], ignoreDefaultArgs: ["--disable-back-forward-cache"] });
}

/** Starts a browser that keeps what it has in a folder, and can be killed with all its processes. */
export async function startKeptChromium(folder: string): Promise<{ context: BrowserContext; kill: () => Promise<void> }> {
  const context = await chromium.launchPersistentContext(folder, { executablePath: executablePath!, args: ["--no-sandbox"] });
  return {
    context,
    kill: async () => {
      const closed = new Promise((resolve) => context.once("close", resolve));
      // the browser's own process, whose name the lock of its folder has: `host-pid`; it leads the group of all its processes
      const group = +readlinkSync(join(folder, "SingletonLock")).split("-").at(-1)!;
      process.kill(-group, "SIGKILL");
      await closed;
      await whenGone(group);
    },
  };
}

/** Completes when no process of a group lives: until then they write to the browser's folder. They are not this process's own, so nothing tells of it. */
async function whenGone(group: number): Promise<void> {
  while (readdirSync("/proc").some((pid) => isAlive(pid, group))) await new Promise((resolve) => setTimeout(resolve, 10));
}

function isAlive(pid: string, group: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // after the name, which may be anything in brackets: state, parent, group
    const [state, , its] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return Number(its) === group && state !== "Z" && state !== "X";
  } catch {
    return false;
  }
}

/** Has a page's errors fail the test that asks for them, with what the page wrote to its console. */
export function errorsOf(page: Page): string[] {
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  return errors;
}
