/** The operations of AWS Organizations, as the commands call them on a running server. */
import type { AdminClient } from '#client/admin-client';
import { callAws, keysFor } from '#client/aws-call';
import type { Keys } from '#client/shared-credentials';
import { Failure } from '#terminal/exit';

type Json = Readonly<Record<string, unknown>>;

export class OrganizationsCalls {
  readonly #client: AdminClient;
  readonly #keys: Keys;

  private constructor(client: AdminClient, keys: Keys) {
    this.#client = client;
    this.#keys = keys;
  }

  static async of(client: AdminClient): Promise<OrganizationsCalls> {
    return new OrganizationsCalls(client, await keysFor(client));
  }

  /** Throws `Failure` with the service's own sentence; its code comes first. */
  async call<Output>(operation: string, input: object = {}): Promise<Output> {
    const target = `AWSOrganizationsV20161128.${operation}`;
    return (await callAws(this.#client, this.#keys, { signingName: 'organizations', target }, input)) as Output;
  }

  /** All pages of a list, joined. `member` is the one of the answer that holds the list. */
  async all<Item>(operation: string, member: string, input: object = {}): Promise<readonly Item[]> {
    const items: Item[] = [];
    let token: string | undefined;
    do {
      const page = await this.call<Json>(operation, { ...input, ...(token === undefined ? {} : { NextToken: token }) });
      const list = page[member];
      if (Array.isArray(list)) items.push(...(list as readonly Item[]));
      token = typeof page['NextToken'] === 'string' ? page['NextToken'] : undefined;
    } while (token !== undefined);
    return items;
  }
}

/** Whether a call failed with this code of AWS's. */
export function failedWith(error: unknown, code: string): boolean {
  return error instanceof Failure && error.message.startsWith(`${code}:`);
}
