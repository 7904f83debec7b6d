import type { Locator, Page } from "playwright-core";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";

const artifacts = join(import.meta.dirname, "../../../artifacts/microfrontends");

declare global {
  /** The looks that badges had, in the order in which they came. */
  var looks: string[];
}

/** A page of the sample, and what a user sees there. */
export class ShellPage {
  /** How many WebSockets the page has. */
  openSockets = 0;

  constructor(readonly page: Page) {
    page.on("websocket", (socket) => {
      this.openSockets++;
      socket.on("close", () => this.openSockets--);
    });
  }

  /** Opens a page, which writes down the looks that badges have on it. */
  async open(address: string): Promise<this> {
    await this.page.setViewportSize({ width: 760, height: 300 });
    await this.page.addInitScript(() => {
      globalThis.looks = [];
      new MutationObserver(() => {
        for (const badge of document.querySelectorAll<HTMLElement>("[data-look]")) if (looks.at(-1) !== badge.dataset["look"]) looks.push(badge.dataset["look"]!);
      }).observe(document, { subtree: true, childList: true, attributeFilter: ["data-look"] });
    });
    await this.page.goto(address);
    return this;
  }

  remote(name: string): Locator {
    return this.page.locator(`section[data-remote=${name}]`);
  }

  async isAmber(within: Page | Locator = this.page): Promise<void> {
    await this.#badge(within, "Not authenticated", "rgb(255, 191, 0)");
  }

  async isGreen(within: Page | Locator = this.page): Promise<void> {
    await this.#badge(within, "Viewing as: Grace Hopper", "rgb(30, 126, 52)");
  }

  async click(name: string, within: Page | Locator = this.page): Promise<void> {
    await within.getByRole("button", { name, exact: true }).click();
  }

  /** Signs in, and measures how long the badge takes from the click to green, in milliseconds. */
  async timeSignIn(): Promise<number> {
    const time = this.page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          let clicked = 0;
          addEventListener("click", () => (clicked = performance.now()), { capture: true, once: true });
          const badge = document.querySelector<HTMLElement>("[data-look]")!;
          const observer = new MutationObserver(() => {
            if (badge.dataset["look"] !== "green") return;
            observer.disconnect();
            resolve(performance.now() - clicked);
          });
          observer.observe(badge, { attributes: true });
        }),
    );
    await this.click("Sign in");
    return time;
  }

  async screenshot(name: string): Promise<void> {
    mkdirSync(artifacts, { recursive: true });
    await this.page.screenshot({ path: join(artifacts, `${name}.png`), fullPage: true });
  }

  async #badge(within: Page | Locator, text: string, colour: string): Promise<void> {
    const badge = within.getByRole("status");
    await badge.filter({ hasText: text }).waitFor();
    expect(await badge.evaluate((element) => getComputedStyle(element).backgroundColor)).toBe(colour);
  }
}
