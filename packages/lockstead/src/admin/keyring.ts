/** The keyring under which KMS seals its key materials: what there is, a further key, and materials sealed under the newest key. */
import { type AdminCall, AdminError, json } from './admin.ts';

/** What is behind these calls; KMS has it. */
export interface KeyringControl {
  status(): Promise<object>;
  rotate(): Promise<'rotated' | 'full' | 'raced'>;
  /** `undefined` where `after` is no place. */
  rewrap(after: string | undefined): Promise<object | undefined>;
}

export function keyringStatus(keyring: KeyringControl): AdminCall {
  return {
    method: 'GET',
    path: 'keyring',
    action: 'GetKeyring',
    handle: async () => json(await keyring.status()),
  };
}

/**
 * `{"do": "rotate"}` adds a key, and answers as the status does. `{"do": "rewrap", "after": PLACE}` seals up to 100 materials anew, and answers how many, which of them
 * do not open, and the place for the next call; without `after` it begins.
 */
export function changeKeyring(keyring: KeyringControl): AdminCall {
  return {
    method: 'POST',
    path: 'keyring',
    action: 'ChangeKeyring',
    async handle({ body }) {
      const wish = parseWish(body);
      if (wish.do === 'rewrap') {
        const answer = await keyring.rewrap(wish.after);
        if (answer === undefined) throw new AdminError('BadRequest', 400, '"after" is no place of a call before.');
        return json(answer);
      }
      const outcome = await keyring.rotate();
      if (outcome === 'full') throw new AdminError('KeyringFull', 409, 'The keyring has as many keys as it takes.');
      if (outcome === 'raced') {
        throw new AdminError(
          'Conflict',
          409,
          'Somebody else has rotated the keyring meanwhile; this call changed nothing.',
        );
      }
      return json(await keyring.status());
    },
  };
}

interface Wish {
  readonly do: 'rotate' | 'rewrap';
  readonly after: string | undefined;
}

function parseWish(body: Buffer): Wish {
  let wish: unknown;
  try {
    wish = JSON.parse(body.toString());
  } catch {
    throw new AdminError('BadRequest', 400, 'The body is not JSON.');
  }
  const {
    do: what,
    after,
    ...more
  } = (typeof wish === 'object' && wish !== null ? wish : {}) as Record<string, unknown>;
  const isRotation = what === 'rotate' && after === undefined;
  const isRewrap = what === 'rewrap' && (after === undefined || typeof after === 'string');
  if (!(isRotation || isRewrap) || Object.keys(more).length > 0) {
    throw new AdminError('BadRequest', 400, 'The body takes {"do": "rotate"} or {"do": "rewrap", "after": "…"}.');
  }
  return { do: isRotation ? 'rotate' : 'rewrap', after: typeof after === 'string' ? after : undefined };
}
