import { element } from "../../contract/element";

const looks = {
  unknown: { background: "#ddd", color: "#333" },
  amber: { background: "#ffbf00", color: "#222" },
  green: { background: "#1e7e34", color: "#fff" },
};

/** Says whether somebody is signed in, and who. */
export class Badge {
  readonly element = element("span", { role: "status" });

  constructor() {
    Object.assign(this.element.style, { padding: "0.3em 0.8em", borderRadius: "1em", fontWeight: "bold" });
    this.#show("Connecting…", "unknown");
  }

  show(user: { name: string } | undefined): void {
    if (user) this.#show(`Viewing as: ${user.name}`, "green");
    else this.#show("Not authenticated", "amber");
  }

  #show(text: string, look: keyof typeof looks): void {
    this.element.textContent = text;
    this.element.dataset["look"] = look;
    Object.assign(this.element.style, looks[look]);
  }
}
