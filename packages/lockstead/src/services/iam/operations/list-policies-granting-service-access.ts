/**
 * ListPoliciesGrantingServiceAccess: for each of some services, the policies of a user, group or role that grant anything of it. A user's are those of its
 * groups too. Boundaries, policies on resources and those of an organization take no part.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListPoliciesGrantingServiceAccess.html
 */
import type { ServiceReference } from '@lockstead/policy/reference';
import { Gathering } from '#kernel/turns';
import { InvalidInput, ValidationError } from '../errors.ts';
import type { IamOutput, IamRead } from '../operation.ts';
import { markerOf, placeOf } from '../paging.ts';
import { ServiceAccess } from '../policies/service-access.ts';
import type { PrincipalPolicyReader } from '../provides/principal-policies.ts';
import { type AttachedTo, findPolicySource } from '../simulate/policy-source.ts';

type Output = IamOutput<'ListPoliciesGrantingServiceAccess'>;
type Entry = Output['PoliciesGrantingServiceAccess'][number];
type Granting = NonNullable<Entry['Policies']>[number];

/** Services of one page. */
const servicesMax = 100;
/** A page begins no further service when it has compared so often; one service more takes at most what all policies of its holder do. */
const comparisonsMax = 1_000_000;

export function listPoliciesGrantingServiceAccess({
  compiled,
}: PrincipalPolicyReader): IamRead<'ListPoliciesGrantingServiceAccess'> {
  return {
    name: 'ListPoliciesGrantingServiceAccess',
    effect: 'read',

    async handle(input, context) {
      const { Arn: arn, ServiceNamespaces: namespaces } = input;
      const reference = await import('@lockstead/policy/reference');
      const services = namespaces.map((namespace) => serviceOf(namespace, reference));
      const { policies } = await findPolicySource(context.reader, context.account, arn, compiled);
      const own = once(policies);
      const filters = [arn, ...namespaces];
      const start = startOf(placeOf(input, context, 'ListPoliciesGrantingServiceAccess', filters), services.length);
      using work = new Gathering();
      const access = new ServiceAccess(reference, work);
      const entries: Entry[] = [];
      for (const [i, service] of services.entries()) {
        if (i < start) continue;
        if (entries.length === servicesMax || access.comparisons > comparisonsMax) {
          const Marker = markerOf(String(i), context, 'ListPoliciesGrantingServiceAccess', filters);
          return { PoliciesGrantingServiceAccess: entries, IsTruncated: true, Marker };
        }
        const granting: Granting[] = [];
        for (const policy of own) {
          if (await access.isGranted(policy.document, service)) granting.push(shapeOf(policy));
        }
        entries.push({ ServiceNamespace: namespaces[i] ?? service.prefix, Policies: granting });
      }
      return { PoliciesGrantingServiceAccess: entries, IsTruncated: false };
    },
  };
}

/** AWS DIFFERS? What it answers to a namespace that no service has is not documented. */
function serviceOf(
  namespace: string,
  { serviceReference }: Pick<typeof import('@lockstead/policy/reference'), 'serviceReference'>,
): ServiceReference {
  const service = serviceReference(namespace.toLowerCase());
  if (service === undefined) throw new InvalidInput(`Invalid Service Namespace: ${namespace}`);
  return service;
}

/** A managed policy that several of a user's groups have is listed once. */
function once(policies: readonly AttachedTo[]): readonly AttachedTo[] {
  const seen = new Set<string>();
  return policies.filter(({ origin, named }) => {
    if (origin === 'inline') return true;
    if (seen.has(named)) return false;
    seen.add(named);
    return true;
  });
}

/** Managed policies are named by their ARNs, inline ones by whom they are of. */
function shapeOf({ origin, named, id, entity }: AttachedTo): Granting {
  if (origin !== 'inline') return { PolicyName: id, PolicyType: 'MANAGED', PolicyArn: named };
  const EntityType = ({ user: 'USER', group: 'GROUP', role: 'ROLE' } as const)[entity.kind];
  return { PolicyName: named, PolicyType: 'INLINE', EntityType, EntityName: entity.name };
}

/** The marker is the number of the service that comes next; one that somebody made up may be anything. */
function startOf(place: string | undefined, count: number): number {
  if (place === undefined) return 0;
  const start = Number(place);
  if (!/^\d{1,3}$/.test(place) || start >= count) throw ValidationError.marker();
  return start;
}
