/** What a page is told by the server it comes from. */
export interface PageConfig {
  /** The hub's address. */
  readonly hub: string;
  /** The origins that remotes may come from; none by default. */
  readonly remoteOrigins?: readonly string[];
}

/** Asks the page's own server. */
export async function readPageConfig(): Promise<PageConfig> {
  const response = await fetch("/config.json");
  if (!response.ok) throw new Error(`${response.url} gives ${response.status}.`);
  return (await response.json()) as PageConfig;
}
