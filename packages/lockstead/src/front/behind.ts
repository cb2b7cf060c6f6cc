/** The services behind the front, as the gateway asks for them. What no backend has is not here. */
import type { ServiceEntry } from '@lockstead/wire';
import { AwsError } from '#kernel/aws-error';
import type { Behind } from '#service/behind';
import type { ServiceDefinition } from '#service/service';
import type { EncodeDenial } from './encode-denial.ts';
import type { Judging } from './services/authorize.ts';
import { frontDefinition, type Send } from './services/definition.ts';
import { type FrontService, frontServiceList } from './services/entries.ts';
import { toldService } from './services/told.ts';

export interface Front extends Judging {
  /** Whether a backend has it. By botocore's name of the client. */
  has(client: string): boolean;
  readonly send: Send;
  readonly encodeDenial: EncodeDenial;
}

const unavailable = { code: 'ServiceUnavailable', httpStatus: 503, fault: 'server' } as const;

export function frontBehind(front: Front): Behind {
  const definitions: Map<string, ServiceDefinition> = new Map();
  let byId: ReadonlyMap<string, FrontService> | undefined;
  const serviceOf = ({ id }: ServiceEntry): FrontService | undefined => {
    byId ??= new Map(frontServiceList().map((service) => [service.entry.id, service]));
    return byId.get(id);
  };
  return {
    entryOf(told, request) {
      const service = toldService(told, request);
      return service !== undefined && front.has(service.client) ? service.entry : undefined;
    },
    definitionOf(entry) {
      const service = serviceOf(entry);
      if (service === undefined || !front.has(service.client)) return undefined;
      const known = definitions.get(service.client);
      if (known !== undefined) return known;
      const made = frontDefinition(service, front, front.send, front.encodeDenial);
      definitions.set(service.client, made);
      return made;
    },
    async policyOf(arn, context) {
      const learnt = await front.learnt.policy(arn, context);
      if ('policy' in learnt) return learnt.policy;
      const why = 'away' in learnt ? 'its backend does not answer' : learnt.notKnown;
      throw new AwsError(unavailable, `The policy of ${arn} is not known: ${why}.`);
    },
  };
}
