/** What `npm run generate` runs: something that can make files again from a source outside of this repository. */
export interface Generator {
  readonly name: string;
  /** Contents by path from the root, or why they cannot be made here: a missing source, and how to get it. */
  outputs(): Promise<{ readonly files: ReadonlyMap<string, string> } | { readonly unavailable: string }>;
}
