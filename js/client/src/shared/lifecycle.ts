/**
 * Watches for the page's being put aside: frozen, or kept to be shown again when somebody goes back. Nothing runs there any more, and
 * whoever has something that others wait for must give it up first.
 * @returns Ends the watch.
 */
export function watchPage(suspend: () => void, resume: () => void): () => void {
  const watched: [on: EventTarget, type: string, listener: () => void][] =
    typeof document === "undefined"
      ? []
      : [
          [window, "pagehide", suspend],
          [window, "pageshow", resume],
          [document, "freeze", suspend],
          [document, "resume", resume],
        ];
  for (const [on, type, listener] of watched) on.addEventListener(type, listener);
  return () => {
    for (const [on, type, listener] of watched) on.removeEventListener(type, listener);
  };
}
