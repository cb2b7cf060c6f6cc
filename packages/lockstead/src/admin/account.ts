/** What IAM holds of a real account, brought in part by part: `lockstead import gaad`. */
import { type AdminCall, AdminError, json } from './admin.ts';

/** Takes one part. Throws an AwsError for what cannot be brought in. */
export type ImportAccount = (part: unknown) => Promise<object>;

/**
 * `{"begin": {"account", "awsPolicies"}}`, then `{"account", "list", "items"}` with what an export lists, then `{"account", "trusts": [role names]}`:
 * how much a part has brought.
 */
export function importAccount(take: ImportAccount): AdminCall {
  return {
    method: 'POST',
    path: 'account',
    action: 'ImportAccount',
    async handle({ body }) {
      let part: unknown;
      try {
        part = JSON.parse(body.toString());
      } catch {
        throw new AdminError('BadRequest', 400, 'The body is not JSON.');
      }
      return json(await take(part));
    },
  };
}
