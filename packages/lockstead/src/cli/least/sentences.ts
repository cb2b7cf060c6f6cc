/** What both reports say in words. */

import type { Result } from '#client/least-result';
import type { AttachedDifference } from '#least/attached';
import type { Left } from '#least/offer';
import type { Denied, Proved } from '#least/proved';
import { rules } from '#least/rules';

const layers: Readonly<Record<string, string>> = {
  identity: 'its own policies',
  permissionsBoundary: 'its permissions boundary',
  session: 'the policy of its session',
  resource: 'the policy of the resource',
  vpcEndpoint: 'the policy of the VPC endpoint',
  serviceControl: 'a service control policy',
  resourceControl: 'a resource control policy',
  grant: 'a grant',
  root: 'being the root user',
  always: 'AWS itself: nobody can be denied it',
};

export function layerWords(layer: string): string {
  return layers[layer] ?? layer;
}

/** Why a permission would be denied under the offered policy. */
export function deniedWords({ layer, explicit }: Denied): string {
  if (layer === 'identity') return 'this policy does not allow it';
  return `${layerWords(layer)} ${explicit ? 'denies it' : 'does not allow it'}`;
}

export function leftWords({ why, by = '', times }: Left): string {
  switch (why) {
    case 'without':
      return `is allowed by ${layerWords(by)}`;
    case 'blocked':
      return `is stopped by ${layerWords(by)}, whatever this policy says`;
    case 'denied':
      return 'was only denied';
    case 'unnamed':
      return `${times === 0 ? 'further' : times} uses of resources of which only the number is kept`;
  }
}

export function ruleWords(names: readonly (keyof typeof rules)[]): string {
  return names.map((name) => rules[name]).join('; ');
}

/** `3 actions on 2 resources, 1 of them only denied until now`. */
export function usedWords({ offer: { needs } }: Result): string {
  const actions = new Set(needs.map(({ action }) => action)).size;
  const resources = new Set(needs.map(({ resource }) => resource)).size;
  const denied = needs.filter((need) => need.denied).length;
  const until =
    denied === 0
      ? ''
      : `; ${denied} of these permissions ${denied === 1 ? 'was' : 'were'} asked for and denied until now`;
  return `${counted(actions, 'action')} on ${counted(resources, 'resource')}${until}`;
}

export function proofWords({ proof, proved }: Result): string {
  if (proof === undefined)
    return proved ? 'each run was proved by itself' : 'a run was not proved: some of its calls would be denied';
  const { uses, requests } = proof;
  return `${passes(uses, 'use')} (by what is in force now), ${passes(requests, 'permission')} of kept requests (by what they stood on)`;
}

function passes({ decided, allowed, open }: Proved, what: string): string {
  const undecided = open === 0 ? '' : `, ${open} could not be decided`;
  return `${allowed} of ${counted(decided, what)} allowed${undecided}`;
}

export function differenceWords({ change, actions, resources, policy }: AttachedDifference): string {
  const some = actions.slice(0, 3).join(', ');
  const named = actions.length > 3 ? `${actions.length.toLocaleString('en-US')} actions (${some} …)` : some;
  const of = policy === undefined ? '' : `, from ${policy}`;
  return `${change === 'taken' ? '-' : '+'} ${named} on ${resources.join(', ')}${of}`;
}

export function counted(count: number, what: string): string {
  return `${count.toLocaleString('en-US')} ${what}${count === 1 ? '' : 's'}`;
}
