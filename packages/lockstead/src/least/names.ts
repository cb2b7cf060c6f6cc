/** What an offered policy and its resources in code are called. */

/** Of `arn:aws:iam::111122223333:role/team/app`: its kind and its name without the path. */
export function principalName(arn: string): { readonly kind: 'user' | 'role' | 'root'; readonly name: string } {
  const resource = arn.split(':').slice(5).join(':');
  const name = resource.slice(resource.lastIndexOf('/') + 1);
  if (resource.startsWith('role/')) return { kind: 'role', name };
  return resource.startsWith('user/') ? { kind: 'user', name } : { kind: 'root', name: 'root' };
}

/** `least-app`, and `least-app-2` for the second policy of a principal. IAM takes 128 characters. */
export function policyName(arn: string, at: number): string {
  const end = at === 0 ? '' : `-${at + 1}`;
  return `least-${principalName(arn).name}`.slice(0, 128 - end.length) + end;
}

/** Each name once: those that come again have a number. */
export class Identifiers {
  readonly #taken = new Set<string>();

  take(wanted: string): string {
    let name = wanted;
    for (let n = 2; this.#taken.has(name); n++) name = `${wanted}_${n}`;
    this.#taken.add(name);
    return name;
  }
}
