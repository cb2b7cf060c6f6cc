/** What exists in a real account, brought in part by part: `lockstead import gaad` and `lockstead import org`. */
import { type AdminCall, AdminError, json } from './admin.ts';

/** Takes one part, and answers how much it has brought. Throws an AwsError for what cannot be brought in. */
export type TakePart = (part: unknown) => Promise<object>;

/**
 * IAM's users, groups, roles and policies: `{"begin": {"account", "awsPolicies"}}`, then `{"account", "list", "items"}` with what an export lists, then
 * `{"account", "trusts": [role names]}`.
 */
export function importAccount(take: TakePart): AdminCall {
  return importing('account', 'ImportAccount', take);
}

/** An organization: `{"begin": …}`, then `{"managementAccount", "policies": [… up to 25]}` and `{"managementAccount", "places": […]}`. */
export function importOrganization(take: TakePart): AdminCall {
  return importing('organization', 'ImportOrganization', take);
}

function importing(path: string, action: NonNullable<AdminCall['action']>, take: TakePart): AdminCall {
  return {
    method: 'POST',
    path,
    action,
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
