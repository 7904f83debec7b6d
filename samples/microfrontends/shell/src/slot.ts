import type { RemoteApp } from "../../contract/contract";
import { element } from "../../contract/element";

/** A remote's place on the page: shows it, or says why it cannot be shown. Nothing that happens here reaches beyond. */
export class Slot {
  readonly element: HTMLElement;
  readonly #remote: string;
  /** Counts what the slot was told to show, since loading takes time and only the last counts. */
  #turn = 0;
  #unmount: (() => void) | undefined;

  constructor(remote: string) {
    this.#remote = remote;
    this.element = element("section", {});
    this.element.dataset["remote"] = remote;
  }

  /** Loads a remote in place of what is shown, and again whenever the user asks for it after a failure. */
  async show(entry: string, load: (again: boolean) => Promise<RemoteApp>, mount: (app: RemoteApp, place: HTMLElement) => () => void, again = false): Promise<void> {
    const turn = this.#clear("loading", `Loading ${this.#remote}…`);
    try {
      const app = await load(again);
      if (turn !== this.#turn) return;
      const place = element("div", {});
      this.#unmount = mount(app, place);
      this.#fill("shown", place);
    } catch (reason) {
      if (turn !== this.#turn) return;
      const button = element("button", {}, "Try again");
      button.onclick = () => void this.show(entry, load, mount, true);
      // the runtime's messages are for developers from their number on
      const [summary, ...details] = (reason instanceof Error ? reason.message : String(reason)).split(/(?=#RUNTIME-)/);
      const rest = element("details", { hidden: details.length === 0 }, element("summary", {}, "Details"), details.join(""));
      this.#fail(`${entry}: ${summary}`, button, rest);
    }
  }

  /** Shows why there is nothing to load. */
  reject(reason: string): void {
    this.#clear("loading", "");
    this.#fail(reason);
  }

  /** Ends what is shown, and the slot. */
  remove(): void {
    this.#clear("loading", "");
    this.element.remove();
  }

  #clear(state: string, text: string): number {
    try {
      this.#unmount?.();
    } catch (reason) {
      console.error(`${this.#remote} failed when it was taken off the page.`, reason);
    }
    this.#unmount = undefined;
    this.#fill(state, text);
    return ++this.#turn;
  }

  #fail(reason: string, ...more: Node[]): void {
    this.#fill("failed", element("h2", {}, `${this.#remote} cannot be loaded`), element("p", { role: "alert" }, reason), ...more);
  }

  #fill(state: string, ...content: (Node | string)[]): void {
    this.element.dataset["state"] = state;
    this.element.replaceChildren(...content);
  }
}
