const key = "storehub-session";

/**
 * The name of the store with the session's state of this browser, at this page's origin: its tabs share it, and nobody else can guess it.
 * A remote that is opened at its own origin so has a session of its own.
 */
export function sessionOfThisBrowser(): string {
  let id = localStorage.getItem(key);
  if (id === null) localStorage.setItem(key, (id = crypto.randomUUID()));
  return `sessions/${id}`;
}
