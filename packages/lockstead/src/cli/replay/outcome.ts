/** What a replay answers, as `--json` prints it; the texts are made from the same. */
import type { ProposedKind } from '#replay/judge/proposal';
import type { Tallied } from '#replay/judge/tally';
import type { Proposed } from './proposed.ts';

export interface Outcome extends Tallied {
  readonly kind: ProposedKind;
  readonly policies: readonly string[];
  readonly target?: string;
  readonly detached?: string;
  /** Files that were read; 0 where the server's history was. */
  readonly files: number;
  readonly notes: readonly string[];
}

export function outcomeOf(
  { proposal, files, notes, place, detached }: Proposed,
  tallied: Tallied,
  filesRead: number,
): Outcome {
  const { kind, target, replacesFullAccess } = proposal;
  return {
    kind,
    policies: files,
    ...(target === undefined ? {} : { target: 'account' in target ? target.account : target.principal }),
    ...(place === undefined || target !== undefined ? {} : { target: place }),
    ...(detached === undefined && replacesFullAccess ? { detached: 'FullAWSAccess' } : {}),
    ...(detached === undefined ? {} : { detached: detached.join(', ') }),
    files: filesRead,
    ...tallied,
    notes,
  };
}

export const kindWords: Readonly<Record<ProposedKind, string>> = {
  scp: 'service control policy',
  rcp: 'resource control policy',
  boundary: 'permissions boundary',
};

export const exemptionWords: Readonly<Record<keyof Outcome['counts']['exempt'], string>> = {
  managementAccount: 'by the management account',
  serviceLinkedRole: 'by service-linked roles',
  servicePrincipal: 'by AWS services',
  otherAccount: 'of other accounts',
  otherPrincipal: 'by others than the target',
  otherPlace: 'of accounts that are elsewhere than the target',
  unbound: 'by callers that have no such policy',
  notHonoured: 'to services that honour no resource control policy',
};

/** What went through and is not touched, by reason, without those that there are none of. */
export function exemptions({ counts }: Outcome): readonly (readonly [string, number])[] {
  return Object.entries(counts.exempt)
    .filter(([, count]) => count > 0)
    .map(([why, count]) => [exemptionWords[why as keyof typeof exemptionWords], count]);
}

export function calls(count: number): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? 'call' : 'calls'}`;
}

/** `2026-11-30 12:00` */
export function shortTime(time: string): string {
  return time.slice(0, 16).replace('T', ' ');
}
