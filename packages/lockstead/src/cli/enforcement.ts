/** What a server does with a call that no policy allows, in words. */

export const enforcementWords: Readonly<Record<string, string>> = {
  full: 'on: what no policy allows is denied',
  audit: 'audit: everything passes, what would be denied is recorded',
  off: 'off: no policy is asked',
};

/** For a server that stops nobody, said where nobody overlooks it. Undefined: it enforces. */
export function openWarning(enforce: string): string | undefined {
  switch (enforce) {
    case 'audit':
      return 'NOTHING IS DENIED: with --enforce audit every signed call passes. "lockstead least" writes policies from what is recorded.';
    case 'off':
      return 'NOTHING IS DENIED: with --enforce off no policy is asked.';
    default:
      return undefined;
  }
}
