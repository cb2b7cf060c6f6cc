/** Services and actions that policies grant, held against a plain reading of them: every action of every service against every pattern. */
import { type Document, parsePolicy } from '@lockstead/policy';
import * as reference from '@lockstead/policy/reference';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Gathering } from '#kernel/turns';
import { ServiceAccess } from '../policies/service-access.ts';
import { grantedServices } from './granted-services.ts';

interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: readonly string[];
  readonly NotAction?: readonly string[];
}

function documentOf(statements: readonly Statement[]): Document {
  const Statement = statements.map((statement) => ({ ...statement, Resource: '*' }));
  const outcome = parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement }), 'identity', { stored: true });
  if (!outcome.ok) throw new TypeError(`no document: ${JSON.stringify(outcome)}`);
  return outcome.document;
}

const actions = reference.servicePrefixes.flatMap((prefix) =>
  [...(reference.serviceReference(prefix)?.actions.values() ?? [])].map(({ name }) => `${prefix}:${name}`),
);

/** By regular expressions, one action after the other. */
function plainly(policies: readonly (readonly Statement[])[]): readonly string[] {
  const rules = policies.flat().flatMap(({ Effect, Action, NotAction }) => {
    if (Effect === 'Deny') return [];
    const patterns = (Action ?? NotAction ?? []).map(
      (pattern) => new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'i'),
    );
    return [{ patterns, negated: NotAction !== undefined }];
  });
  return actions.filter((action) =>
    rules.some(({ patterns, negated }) => patterns.some((pattern) => pattern.test(action)) !== negated),
  );
}

const pattern = fc.constantFrom(
  '*',
  's3:*',
  'S3:getobject',
  's3:Get*',
  's?:List*',
  '*:DescribeInstances',
  'ec2:Describe*',
  'iam:ListUser?',
  'iam:FlyToTheMoon',
  'sq*:*Message',
  'kms:*Key*',
  'nowhere:*',
  '*:*',
);
const patterns = fc.array(pattern, { minLength: 1, maxLength: 4 });
const statement: fc.Arbitrary<Statement> = fc.oneof(
  { weight: 4, arbitrary: patterns.map((Action): Statement => ({ Effect: 'Allow', Action })) },
  { weight: 1, arbitrary: patterns.map((NotAction): Statement => ({ Effect: 'Allow', NotAction })) },
  { weight: 1, arbitrary: patterns.map((Action): Statement => ({ Effect: 'Deny', Action })) },
);
const policies = fc.array(fc.array(statement, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 });

test('services and their actions are those that a plain reading finds', async () => {
  await fc.assert(
    fc.asyncProperty(policies, async (texts) => {
      const documents = texts.map(documentOf);
      using work = new Gathering();
      const access = new ServiceAccess(reference, work);
      const services = await grantedServices(documents, reference, access, work);
      const found: string[] = [];
      for (const service of services) {
        const names = new Set<string>();
        for (const document of documents) {
          for (const name of await access.actionsGranted(document, service)) names.add(`${service.prefix}:${name}`);
        }
        found.push(...names);
      }
      const wanted = plainly(texts);
      expect(found.toSorted()).toEqual([...wanted].toSorted());
      const prefixes = new Set(wanted.map((action) => action.slice(0, action.indexOf(':'))));
      expect(services.map(({ prefix }) => prefix)).toEqual([...prefixes].toSorted());
    }),
    { numRuns: 60, seed: 1 },
  );
});

test('policies that grant nothing grant no service', async () => {
  using work = new Gathering();
  const access = new ServiceAccess(reference, work);
  const documents = [
    documentOf([{ Effect: 'Deny', Action: ['*'] }]),
    documentOf([{ Effect: 'Allow', NotAction: ['*'] }]),
  ];
  expect(await grantedServices(documents, reference, access, work)).toEqual([]);
});
