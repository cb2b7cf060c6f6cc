/**
 * Which operations a key's state lets pass, and what the others answer: AWS's table, row by row.
 * AWS: https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html
 */
import type { AwsError } from '#kernel/aws-error';
import { Disabled, InvalidState } from './errors.ts';
import type { KeyState } from './state.ts';

/** The rows of the table that are alike have one name. */
export type StateRule =
  /** Encrypt, Decrypt, Sign and all others that need the material; GetPublicKey; UpdatePrimaryRegion; RotateKeyOnDemand. */
  | 'use'
  | 'createGrant'
  | 'replicate'
  /** EnableKey, DisableKey. */
  | 'switch'
  /** Aliases, tags, the description. */
  | 'label'
  | 'scheduleDeletion'
  | 'cancelDeletion'
  /** EnableKeyRotation, DisableKeyRotation. */
  | 'changeRotation'
  /** ImportKeyMaterial. */
  | 'import'
  /** GetParametersForImport. */
  | 'prepareImport'
  /** DeleteImportedKeyMaterial. */
  | 'deleteMaterial';

type Refusal = (arn: string) => AwsError;

const isIn =
  (what: string): Refusal =>
  (arn) =>
    new InvalidState(`${arn} is ${what}.`);
const disabled: Refusal = (arn) => new Disabled(arn);
const creating = isIn('creating');
const updating = isIn('updating');
const unavailable = isIn('unavailable');
const pendingImport = isIn('pending import');
const notPendingDeletion = isIn('not pending deletion');
/** AWS DIFFERS? Its table leaves two errors open for use; this is the one that its API reference names for each operation. */
const pendingDeletion = {
  PendingDeletion: isIn('pending deletion'),
  PendingReplicaDeletion: isIn('pending replica deletion'),
} as const;

/** What is not named passes. */
const refusals: Readonly<Record<StateRule, { readonly [State in KeyState]?: Refusal }>> = {
  use: {
    Disabled: disabled,
    ...pendingDeletion,
    PendingImport: pendingImport,
    Unavailable: unavailable,
    Creating: creating,
  },
  createGrant: { Disabled: disabled, ...pendingDeletion, PendingImport: pendingImport, Creating: creating },
  replicate: {
    Disabled: disabled,
    ...pendingDeletion,
    PendingImport: pendingImport,
    Unavailable: unavailable,
    Creating: creating,
    Updating: updating,
  },
  switch: { ...pendingDeletion, PendingImport: pendingImport, Creating: creating, Updating: updating },
  label: pendingDeletion,
  scheduleDeletion: { ...pendingDeletion, Updating: updating },
  cancelDeletion: {
    Enabled: notPendingDeletion,
    Disabled: notPendingDeletion,
    PendingImport: notPendingDeletion,
    Unavailable: notPendingDeletion,
    Creating: notPendingDeletion,
    Updating: notPendingDeletion,
  },
  changeRotation: { Disabled: disabled, ...pendingDeletion, Creating: creating },
  import: { ...pendingDeletion, Creating: creating },
  prepareImport: { ...pendingDeletion, Creating: creating, Updating: updating },
  deleteMaterial: { Creating: creating, Updating: updating },
};

/** Throws what AWS answers where a key in this state cannot be asked for it. */
export function requireState(rule: StateRule, state: KeyState, arn: string): void {
  const refusal = refusals[rule][state];
  if (refusal !== undefined) throw refusal(arn);
}
