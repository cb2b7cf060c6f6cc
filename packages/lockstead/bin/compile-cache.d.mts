/** An absolute path; `undefined`: nothing may be cached. See compile-cache.mjs. */
export declare function ownCacheFolder(
  environment: Readonly<Record<string, string | undefined>>,
  user: number | undefined,
): string | undefined;
