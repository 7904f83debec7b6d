import { existsSync } from "node:fs";
import { chromium, type Browser, type Page } from "playwright-core";

const executablePath = process.env["STOREHUB_TEST_CHROMIUM"] ?? ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) => existsSync(path));

/** Whether there is a browser to test in: test.sh installs one where it may. */
export const hasChromium = executablePath !== undefined;

/** Starts a browser; without a sandbox, since tests may run as root, and with the back/forward cache that users have. */
export function startChromium(...args: string[]): Promise<Browser> {
  return chromium.launch({ executablePath: executablePath!, args: ["--no-sandbox", ...args], ignoreDefaultArgs: ["--disable-back-forward-cache"] });
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
