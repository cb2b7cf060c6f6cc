/**
 * What one run needed, as a file: the same needs make the same text, whatever the order, the number and the time of the calls were. Such files are
 * kept in a repository, reviewed as a difference, and merged with those of other jobs.
 */
import type { Need } from './needs.ts';
import type { Left, Offer } from './offer.ts';
import { type Rule, rules } from './rules.ts';

export interface RunFile {
  readonly exact: boolean;
  readonly principals: readonly RunOffer[];
}

export interface RunOffer {
  readonly principal: string;
  /** Whether all that was recorded passed under the policy when it was decided again. */
  readonly proved: boolean;
  readonly needs: readonly Need[];
  readonly left: readonly Left[];
}

const version = 1;

export function runFileText(
  exact: boolean,
  offers: readonly (Omit<Offer, 'documents' | 'wider'> & { proved: boolean })[],
): string {
  const principals = offers
    .toSorted((left, right) => (left.principal < right.principal ? -1 : 1))
    .map(({ principal, proved, needs, left }) => ({
      principal,
      proved,
      needs: needs.map(({ action, resource, rules: by, stated, denied, blocked }) => ({
        action,
        resource,
        ...(by.length === 0 ? {} : { rules: by }),
        ...(stated === undefined ? {} : { stated }),
        ...(denied ? { denied } : {}),
        ...(blocked === undefined ? {} : { blocked }),
      })),
      left: left
        .map(({ times: _, ...rest }) => rest)
        .toSorted((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1)),
    }));
  return `${JSON.stringify({ lockstead: 'least', version, ...(exact ? { exact } : {}), principals }, undefined, 2)}\n`;
}

/** Why a text is no run file. */
export class BadRunFile extends Error {
  override readonly name = 'BadRunFile';
}

/** @throws BadRunFile */
export function readRunFile(text: string): RunFile {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new BadRunFile('it is not JSON');
  }
  const file = record(value, 'it');
  if (file['lockstead'] !== 'least') throw new BadRunFile('it was not written by "lockstead least --out"');
  if (file['version'] !== version)
    throw new BadRunFile(`it is of version ${String(file['version'])}, and ${version} is known`);
  return {
    exact: file['exact'] === true,
    principals: list(file['principals'], 'principals').map((one) => {
      const { principal, proved, needs, left } = record(one, 'a principal');
      return {
        principal: principalIn(principal),
        proved: proved === true,
        needs: list(needs, 'needs').map(needIn),
        left: list(left, 'left').map(leftIn),
      };
    }),
  };
}

/** It becomes a part of code in other languages. */
function principalIn(value: unknown): string {
  const principal = textIn(value, 'principal');
  if (!/^arn:aws:iam::\d{12}:(root|(user|role)\/[\w+=,.@/-]{1,600})$/.test(principal))
    throw new BadRunFile(`"${principal}" is no user, role or root user`);
  return principal;
}

function needIn(value: unknown): Need {
  const { action, resource, rules: by = [], stated, denied, blocked } = record(value, 'a need');
  const name = textIn(action, 'action');
  if (!/^[a-z0-9-]+:[A-Za-z0-9]+$/.test(name)) throw new BadRunFile(`"${name}" is no action`);
  return {
    action: name,
    resource: textIn(resource, 'resource'),
    rules: list(by, 'rules').map((rule) => {
      if (typeof rule !== 'string' || !Object.hasOwn(rules, rule)) throw new BadRunFile(`"${String(rule)}" is no rule`);
      return rule as Rule;
    }),
    ...(stated === undefined ? {} : { stated: statedIn(stated) }),
    denied: denied === true,
    ...(blocked === undefined ? {} : { blocked: blockedIn(blocked) }),
    used: [],
  };
}

function statedIn(value: unknown): NonNullable<Need['stated']> {
  const { key, values } = record(value, 'stated');
  return { key: textIn(key, 'key'), values: list(values, 'values').map((one) => textIn(one, 'a value')) };
}

function blockedIn(value: unknown): NonNullable<Need['blocked']> {
  const { layer, explicit, policy } = record(value, 'blocked');
  return {
    layer: textIn(layer, 'layer'),
    explicit: explicit === true,
    ...(policy === undefined ? {} : { policy: textIn(policy, 'policy') }),
  };
}

const reasons: readonly Left['why'][] = ['without', 'blocked', 'denied', 'unnamed'];

function leftIn(value: unknown): Left {
  const { action, resource, why, by } = record(value, 'what was left out');
  const reason = reasons.find((one) => one === why);
  if (reason === undefined) throw new BadRunFile(`"${String(why)}" is no reason to leave something out`);
  return {
    action: textIn(action, 'action'),
    resource: textIn(resource, 'resource'),
    why: reason,
    ...(by === undefined ? {} : { by: textIn(by, 'by') }),
    times: 0,
  };
}

function record(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new BadRunFile(`${what} is no object`);
  return value as Readonly<Record<string, unknown>>;
}

function list(value: unknown, what: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new BadRunFile(`"${what}" is no list`);
  return value;
}

function textIn(value: unknown, what: string): string {
  if (typeof value !== 'string') throw new BadRunFile(`"${what}" is no text`);
  return value;
}
