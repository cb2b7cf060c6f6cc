/** What the sign-in pages are given. */
import type { Clock } from '#kernel/clock';
import type { Entropy } from '#kernel/entropy';
import type { Region } from '#kernel/ids';
import type { Log } from '#kernel/log';
import type { AccessPair } from '#service/authorization';
import type { AtPage, Invoke } from '#service/call';
import type { FurtherEventRecorder } from '#service/further-event';
import type { Credentials } from '#service/ports';
import type { Transport } from '#service/request-context';
import type { PasswordHashing } from '#services/iam/api';
import type { Store } from '#store/port';
import type { Guesses } from './guesses.ts';

export interface SignInParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly log: Log;
  readonly hashing: PasswordHashing;
  readonly furtherEvents: FurtherEventRecorder;
  /** The server's own: where the pages are. */
  readonly region: Region;
  /** Told of sign-ins that are no event of any account. */
  readonly refused: (transport: Transport, isTooEarly: boolean) => void;
  /** For what people do on the pages with the APIs of services. */
  readonly invoke: Invoke;
  /** For what people do there that no API does. Throws the denial. */
  readonly authorize: (at: AtPage, pair: AccessPair) => Promise<void>;
  /** For who comes with temporary credentials. */
  readonly credentials: Credentials;
  readonly guesses: Guesses;
}
