/** What a host gives a remote: where the state is. Types are all that host and remotes share; each bundles its own `@storehub/client`. */
export interface RemoteProps {
  /** The hub's address. */
  readonly hub: string;
  /** The name of the store with the session's state, a {@link Session}. */
  readonly session: string;
}

/** What a remote exposes as `./app`: shows itself in an element, until what it returns is called. */
export interface RemoteApp {
  mount(element: HTMLElement, props: RemoteProps): () => void;
}

/** The state of one browser's session, in a store of its own. */
export interface Session {
  /** Who is signed in; missing if nobody is. */
  user?: { name: string };
  orders?: string[];
}
