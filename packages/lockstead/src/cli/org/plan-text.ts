/** A plan in words, for people. */
import { type PaperOrganization, pathName } from '#organization/paper';
import type { Paint } from '#terminal/paint';
import type { Change, PolicyRef } from './plan.ts';

/** One line: what is done to what. */
export function changeWords(change: Change, wanted: PaperOrganization): string {
  const place = (key: string): string => placeWords(wanted, key);
  switch (change.change) {
    case 'createOrganization':
      return `make an organization (${wanted.featureSet === 'ALL' ? 'all features' : 'consolidated billing only'})`;
    case 'trustService':
      return `trust the service ${change.service}`;
    case 'enablePolicyType':
      return `enable the policy type ${change.type}`;
    case 'createPolicy':
      return `make the policy ${nameOf({ policy: change.policy }, wanted)}`;
    case 'updatePolicy':
      return `change the ${change.what.join(' and ')} of the policy ${nameOf({ policy: change.policy }, wanted)}`;
    case 'createUnit':
      return `make the OU ${place(change.place)}`;
    case 'renameUnit':
      return `rename the OU ${change.from} to ${wanted.places.get(change.place)?.name}`;
    case 'attach':
      return `attach ${nameOf(change.policy, wanted)} to ${place(change.place)}`;
    case 'detach':
      return `detach ${nameOf(change.policy, wanted)} from ${place(change.place)}`;
    case 'createAccount':
      return `make the account ${place(change.place)}`;
    case 'moveAccount':
      return `move the account ${place(change.place)} from ${change.from} to ${place(wanted.places.get(change.place)?.parent ?? '')}`;
    case 'tag': {
      const what = change.place === undefined ? nameOf({ policy: change.policy ?? '' }, wanted) : place(change.place);
      return `set the tags of ${what}: ${tagWords(change)}`;
    }
    case 'registerAdministrator':
      return `make ${place(change.place)} an administrator of ${change.service}`;
    case 'deregisterAdministrator':
      return `let ${place(change.place)} be no administrator of ${change.service} any more`;
  }
}

function tagWords({ set, remove }: Extract<Change, { readonly change: 'tag' }>): string {
  return [
    ...Object.entries(set).map(([key, value]) => `${key}=${value}`),
    ...remove.map((key) => `without ${key}`),
  ].join(', ');
}

function placeWords(wanted: PaperOrganization, key: string): string {
  const place = wanted.places.get(key);
  if (place === undefined) return key;
  if (place.account !== undefined) return `${place.name} (${place.account.email})`;
  return place.kind === 'root' ? 'the root' : pathName(wanted, key);
}

function nameOf(ref: PolicyRef, wanted: PaperOrganization): string {
  return 'policy' in ref ? (wanted.policies.get(ref.policy)?.name ?? ref.policy) : ref.name;
}

const marks: Partial<Record<Change['change'], 'good' | 'bad'>> = {
  createOrganization: 'good',
  trustService: 'good',
  enablePolicyType: 'good',
  createPolicy: 'good',
  createUnit: 'good',
  createAccount: 'good',
  attach: 'good',
  registerAdministrator: 'good',
  detach: 'bad',
  deregisterAdministrator: 'bad',
};

export function planText(changes: readonly Change[], wanted: PaperOrganization, paint: Paint): string {
  const lines = changes.map((change) => {
    const kind = marks[change.change];
    const mark = kind === 'good' ? paint.good('+') : kind === 'bad' ? paint.bad('-') : paint.note('~');
    return `  ${mark} ${changeWords(change, wanted)}`;
  });
  return `${lines.join('\n')}\n`;
}
