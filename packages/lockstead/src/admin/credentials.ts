/** Temporary credentials of any user or role, for tests: `lockstead env --as`. */
import { type AdminCall, AdminError, json } from './admin.ts';

export interface Given {
  /** Whom the credentials stand for: of a role a session's ARN. */
  readonly principal: string;
  readonly credentials: {
    readonly AccessKeyId: string | undefined;
    readonly SecretAccessKey: string | undefined;
    readonly SessionToken: string | undefined;
    readonly Expiration: Date | undefined;
  };
}

/** `undefined`: there is no such user, role, session of a role or root user. */
export type GiveCredentials = (principal: string, seconds: number) => Promise<Given | undefined>;

/** AWS's bounds of temporary credentials: fifteen minutes to 36 hours. */
const [secondsMin, secondsMax] = [900, 129_600];

/**
 * `--dev` only. `{"principal": ARN, "seconds"?: number}` (an hour): `{principal, credentials}`, these as STS answers them.
 * Who signs is asked for `lockstead:MakeCredentials`.
 */
export function credentials(give: GiveCredentials | undefined): AdminCall {
  return {
    method: 'POST',
    path: 'credentials',
    action: 'MakeCredentials',
    async handle({ body }) {
      if (give === undefined)
        throw new AdminError('NotDev', 403, 'Credentials without a trust policy are given with --dev only.');
      const { principal, seconds } = askedIn(body);
      const given = await give(principal, seconds);
      if (given === undefined)
        throw new AdminError(
          'NoSuchPrincipal',
          400,
          `There is no user, role, session of a role or root user "${principal}".`,
        );
      return json(given);
    },
  };
}

function askedIn(body: Buffer): { readonly principal: string; readonly seconds: number } {
  let asked: unknown;
  try {
    asked = JSON.parse(body.toString());
  } catch {
    throw new AdminError('BadRequest', 400, 'The body is not JSON.');
  }
  if (typeof asked !== 'object' || asked === null || Array.isArray(asked))
    throw new AdminError('BadRequest', 400, 'The body is not a JSON object.');
  const { principal, seconds = 3600, ...unknown } = asked as Readonly<Record<string, unknown>>;
  const [extra] = Object.keys(unknown);
  if (extra !== undefined) throw new AdminError('BadRequest', 400, `"${extra}" is not a member of this call.`);
  if (typeof principal !== 'string') throw new AdminError('BadRequest', 400, 'Name a "principal" by its ARN.');
  if (typeof seconds !== 'number' || !Number.isInteger(seconds) || seconds < secondsMin || seconds > secondsMax)
    throw new AdminError('BadRequest', 400, `"seconds" is a whole number from ${secondsMin} to ${secondsMax}.`);
  return { principal, seconds };
}
