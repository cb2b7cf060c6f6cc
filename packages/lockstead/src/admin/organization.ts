/** A real account's organization, brought in part by part: `lockstead import org`. */
import { type AdminCall, AdminError, json } from './admin.ts';

/** Takes one part. Throws an AwsError for what cannot be brought in. */
export type ImportOrganization = (part: unknown) => Promise<object>;

/** `{"begin": …}`, then `{"managementAccount", "policies": [… up to 25]}` and `{"managementAccount", "places": […]}`: how much a part has brought. */
export function importOrganization(take: ImportOrganization): AdminCall {
  return {
    method: 'POST',
    path: 'organization',
    action: 'ImportOrganization',
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
