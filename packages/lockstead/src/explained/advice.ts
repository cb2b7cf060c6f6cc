/** What a denial's sentence alone tells: which layer spoke, and what to do. For when no Lockstead knows the request. */
import type { Layer } from '@lockstead/policy';
import type { DenialMessage } from './denial-message.ts';
import { layerNames } from './layer-names.ts';

export interface Advice {
  readonly what: string;
  readonly todo: readonly string[];
}

type Advise = (denial: DenialMessage) => readonly string[];

const whenSilent: Readonly<Record<Layer, Advise>> = {
  identity: (denial) => [
    `Nothing attached to the caller allows it. Let a policy of ${entityOf(denial)} allow it:`,
    statementOf(denial),
    'If a policy seems to allow it already, look at its Resource and Condition: they have to fit this very request.',
  ],
  permissionsBoundary: (denial) => [
    'A policy may allow it, but the permissions boundary of the caller does not, and it has to as well. Add to the boundary:',
    statementOf(denial),
  ],
  session: (denial) => [
    'The credentials were made with a session policy that does not allow it. Make them anew, without one or with:',
    statementOf(denial),
  ],
  resource: (denial) =>
    denial.isTrust
      ? [
          `The role does not trust the caller. Let its trust policy allow ${denial.action} to ${denial.principal}.`,
          'Its conditions count too: an external id, a second factor, tags of the session.',
        ]
      : [
          `The policy of the resource has to let the caller in: it belongs to another account, or is of a kind that asks nobody else.`,
          `Let it allow ${denial.action} to ${denial.principal}.`,
        ],
  vpcEndpoint: ({ action }) => [
    `The request came through a VPC endpoint whose policy does not allow ${action}. Allow it there, or take another way.`,
  ],
  serviceControl: ({ action }) => [
    `The organization lets this account do only what its service control policies allow, at every level above it. Allow ${action} at the level where it is missing; no policy inside the account can.`,
  ],
  resourceControl: () => [
    'A level of the organization above the resource has no resource control policy that allows it: attach RCPFullAWSAccess there again.',
  ],
};

/** Of a denial that names its layer, or not even that. */
export function adviceOf(denial: DenialMessage): Advice {
  const { layer, kind, policyArn } = denial;
  if (kind === 'explicit') {
    const where = layer === undefined ? 'some policy' : layerWords(denial);
    const named = policyArn === undefined ? '' : ` (${policyArn})`;
    return {
      what: `A Deny statement in ${where}${named} fits this request. A Deny wins over every Allow.`,
      todo: [
        'Narrow that statement (its Action, Resource, Principal or Condition) or send a request that it does not fit.',
        'Another Allow changes nothing.',
      ],
    };
  }
  if (layer === undefined) {
    return {
      what: 'The sentence does not say which policy is missing, as those of some services do not.',
      todo: [
        `Check in this order: a policy of the caller that allows ${denial.action}; the policy of the resource, if it is in another account; a boundary; the organization's policies.`,
      ],
    };
  }
  return { what: `No Allow was found in the ${layerWords(denial)}.`, todo: whenSilent[layer](denial) };
}

function layerWords({ layer, isTrust }: DenialMessage): string {
  if (isTrust) return "role's trust policy";
  return layer === undefined ? 'policies' : layerNames[layer];
}

function entityOf({ principal }: DenialMessage): string {
  const [, , service, , , resource = ''] = principal.split(':');
  const [kind, ...names] = resource.split('/');
  if (service === 'iam' && kind === 'user') return `user ${names.at(-1)} (or of a group that it is in)`;
  return kind === 'assumed-role' ? `role ${names[0]}` : 'the caller';
}

function statementOf({ action, resource = '*' }: DenialMessage): string {
  return JSON.stringify({ Effect: 'Allow', Action: action, Resource: resource });
}
