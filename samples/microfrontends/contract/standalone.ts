import type { RemoteApp } from "./contract";
import { readPageConfig } from "./pageConfig";
import { sessionOfThisBrowser } from "./session";

/** Shows a remote on a page of its own, without a host. */
export async function showAlone(app: RemoteApp): Promise<void> {
  const { hub } = await readPageConfig();
  app.mount(document.querySelector<HTMLElement>("#root")!, { hub, session: sessionOfThisBrowser() });
}
