/** Where somebody goes on to who came from another site: a page of this server alone. */

const lengthMax = 16 * 1024;

/** What leads elsewhere leads to the first page. */
export function ownPath(destination: string | null, origin: string): string {
  if (destination === null || destination.length > lengthMax || !URL.canParse(destination, origin)) return '/';
  const url = new URL(destination, origin);
  return url.origin === origin ? url.pathname + url.search : '/';
}
