/** Questions about the model, and their answers as plain values: what the command and the admin call give out. */
import type { OwnChoice } from '#service/resource';
import { actingSide, type Cell, concerns, type Side } from './cell.ts';
import { type Layer, layers, layerWords } from './layers.ts';
import type { ServiceProfile } from './profile.ts';
import { serviceOfArn, serviceOfType } from './resource-types.ts';
import { findService } from './services.ts';
import { sources } from './sources.ts';

export interface Answer {
  readonly layer: Layer;
  readonly label: string;
  readonly question: string;
  readonly party: Cell['party'];
  readonly control?: string;
  /** Who must act; absent where there is no such layer. */
  readonly side?: Side;
  /** Of what is shared: whose mechanism it is, and who sets it up. */
  readonly runs?: Side;
  readonly configures?: Side;
  readonly why: string;
  /** What the customer must do. */
  readonly must?: string;
  /** What the owner of this very resource has set, in sentences. */
  readonly chosen?: readonly string[];
  readonly source: { readonly title: string; readonly url: string };
}

export interface ServiceAnswer {
  readonly service: string;
  readonly title: string;
  readonly serviceClass: ServiceProfile['serviceClass'];
  readonly provider: ServiceProfile['provider'];
  readonly resource?: AnsweredResource;
  readonly answers: readonly Answer[];
}

interface AnsweredResource {
  readonly arn: string;
  /** Absent where the resource is not here: the answer is that of its service. */
  readonly cfnType?: string;
}

/** A resource that is here. */
export interface FoundResource {
  readonly arn: string;
  readonly cfnType: string;
  readonly choices: readonly OwnChoice[];
}

/** Which of the answers are wanted; absent: all. */
export interface Wanted {
  readonly layer?: Layer;
  readonly side?: Side;
}

/** Of a service or a resource type; `undefined` where neither is known. */
export function profilesOf(what: string): readonly ServiceProfile[] | undefined {
  return what.includes('::') ? serviceOfType(what) : findService(what);
}

export function answerFor(profile: ServiceProfile, wanted: Wanted, found?: FoundResource): ServiceAnswer {
  const { service, title, serviceClass, provider, cells } = profile;
  return {
    service,
    title,
    serviceClass,
    provider,
    ...(found === undefined ? {} : { resource: { arn: found.arn, cfnType: found.cfnType } }),
    answers: layers
      .filter((layer) => wanted.layer === undefined || layer === wanted.layer)
      .filter((layer) => wanted.side === undefined || concerns(cells[layer], wanted.side))
      .map((layer) => answerOf(layer, cells[layer], found)),
  };
}

/** Of an ARN: with the settings of the resource where it is here, else as its service answers. `undefined`: the service is not known. */
export function answersForArn(
  arn: string,
  wanted: Wanted,
  found: FoundResource | undefined,
): readonly ServiceAnswer[] | undefined {
  const profiles = found === undefined ? serviceOfArn(arn) : serviceOfType(found.cfnType);
  return profiles?.map((profile) => ({ resource: { arn }, ...answerFor(profile, wanted, found) }));
}

function answerOf(layer: Layer, cell: Cell, found: FoundResource | undefined): Answer {
  const { label, question } = layerWords[layer];
  const side = actingSide(cell);
  const chosen = found?.choices.filter((choice) => choice.layer === layer).map(({ says }) => says) ?? [];
  return {
    layer,
    label,
    question,
    party: cell.party,
    ...('control' in cell ? { control: cell.control } : {}),
    ...(side === undefined ? {} : { side }),
    ...(cell.party === 'shared' ? { runs: cell.runs, configures: cell.configures } : {}),
    why: cell.why,
    ...('must' in cell ? { must: cell.must } : {}),
    ...(chosen.length === 0 ? {} : { chosen }),
    source: sources[cell.source],
  };
}
