/**
 * Requests from the model alone, for any operation of any service: the least valid one, each required member missing, each member at the
 * bounds of its constraints, values of each enumeration, a member that nobody knows; at the top, and below it within bounds.
 * Pure: the same model gives the same probes in the same order, so that a baseline can be kept by their names.
 */
import type { OperationModel, ServiceModel } from '../model/service-model.ts';
import type { Member, StructShape } from '../model/shape.ts';
import { isInBody } from '../protocols/http/bindings.ts';
import type { ProtocolName } from '../types.ts';
import { nestedProbes, segmentOf } from './nested-probes.ts';
import { noSample } from './no-sample.ts';
import type { Expectation, Probe } from './probe.ts';
import { Sampler } from './sample.ts';
import { unknownMember } from './unknown-member.ts';
import { variationsOf } from './variations.ts';

type About = Pick<Probe, 'member' | 'path' | 'unknownIn'>;
type Make = (what: string, input: Probe['input'], expect: Expectation, about?: About) => Probe;

/**
 * `undefined` where no valid input could be made of the model alone: the operation then has no probes. `known` are values by the name of
 * their member, for required members that mean something where the probes are run, such as the ARN of what is there.
 */
export function generateProbes(
  model: ServiceModel,
  operation: OperationModel,
  known: Readonly<Record<string, unknown>> = {},
): readonly Probe[] | undefined {
  const [protocol] = model.entry.protocols;
  if (protocol === undefined) throw new TypeError('a service speaks at least one protocol');
  const make: Make = (what, input, expect, about = {}) => ({
    name: `${operation.name}: ${what}`,
    operation: operation.name,
    ...about,
    protocol,
    input,
    expect,
  });
  const { input: shape } = operation;
  if (shape === undefined) return [make('with nothing', {}, 'valid')];
  const name = model.constraints?.operations[operation.name];
  const sampler = new Sampler(model.constraints);
  const sampled = sampler.sample({ shape, name }) as Readonly<Record<string, unknown>> | typeof noSample;
  if (sampled === noSample) return undefined;
  const base = Object.fromEntries(
    Object.entries(sampled).map(([member, value]) => [member, Object.hasOwn(known, member) ? known[member] : value]),
  );
  const probes = [make('with what is required', base, 'valid')];
  if (carriesUnknown(protocol, shape))
    probes.push(
      make('with an unknown member', { ...base, [unknownMember]: 'v' }, 'ignored', {
        member: unknownMember,
        unknownIn: [],
      }),
    );
  for (const member of shape.members()) probes.push(...memberProbes(sampler, name, member, base, make));
  const descended = shape.members().filter((member) => isDescended(member, protocol));
  for (const { what, input, expect, ...about } of nestedProbes(sampler, name, descended, base, protocol)) {
    probes.push(make(what, input, expect, about));
  }
  return probes;
}

/** Headers carry no structures, and of lists and maps not every text. */
function isDescended({ traits, shape }: Member, protocol: ProtocolName): boolean {
  if (shape.kind === 'struct') return true;
  if (shape.kind !== 'list' && shape.kind !== 'map') return false;
  if (protocol !== 'restJson1' && protocol !== 'restXml') return true;
  return isInBodyOrPayload(traits) || (shape.kind === 'list' && traits.httpQuery !== undefined);
}

function isInBodyOrPayload(traits: Member['traits']): boolean {
  return (
    traits.httpHeader === undefined &&
    traits.httpPrefixHeaders === undefined &&
    traits.httpQuery === undefined &&
    traits.httpQueryParams === undefined &&
    traits.httpLabel === undefined
  );
}

function memberProbes(
  sampler: Sampler,
  name: string | undefined,
  member: Member,
  base: Readonly<Record<string, unknown>>,
  make: Make,
): readonly Probe[] {
  const probes: Probe[] = [];
  const about: About = { member: member.name, path: segmentOf(member.name) };
  // Without a label there is no such path, so that nothing of the operation would be asked; an empty body is a stream too.
  if (member.required && member.traits.httpLabel === undefined && member.shape.kind !== 'streamingBlob') {
    const without = Object.fromEntries(Object.entries(base).filter(([other]) => other !== member.name));
    probes.push(make(`without ${member.name}`, without, 'invalid', about));
  }
  for (const { what, value, expect } of variationsOf(sampler, sampler.placeOf(name, member))) {
    if (isLostOnTheWay(member, value)) continue;
    probes.push(make(`${member.name} ${what}`, { ...base, [member.name]: value }, expect, about));
  }
  return probes;
}

/** Headers and labels cannot carry everything; what they cannot is no question to the server. */
function isLostOnTheWay({ traits }: Member, value: unknown): boolean {
  const isBound = traits.httpLabel !== undefined || traits.httpHeader !== undefined;
  return isBound && typeof value === 'string' && !/^[\u0021-\u007e]+$/.test(value);
}

/** In REST protocols a member without a document around it has no place. */
function carriesUnknown(protocol: ProtocolName, shape: StructShape): boolean {
  if (protocol !== 'restJson1' && protocol !== 'restXml') return true;
  return shape.members().some(isInBody) && shape.members().every(({ traits }) => traits.httpPayload === undefined);
}
