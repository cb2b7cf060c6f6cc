/** The folder of a service that is not there yet, and the lines that make it known. */
import type { ServiceEntry } from '@lockstead/wire';
import type { Asked } from './asked.ts';
import { withImport, withListed } from './edit.ts';
import { variableOf } from './names.ts';
import type { Tree } from './tree.ts';

const services = 'packages/lockstead/src/services';

/** One endpoint for all regions, as AWS's SDKs have it. */
const globalServices: ReadonlySet<string> = new Set([
  'account',
  'cloudfront',
  'iam',
  'organizations',
  'route53',
  'shield',
]);

/** `storedModel` is the text of its model, for a service that has none yet. */
export function addService(tree: Tree, asked: Asked, storedModel: string): void {
  const { entry, prefix, title, clientPackage, pages } = asked;
  const folder = `${services}/${entry.id}`;
  const variable = variableOf(prefix);
  const isGlobal = globalServices.has(entry.id);
  tree.make(
    `${folder}/index.ts`,
    `/**
 * ${title}.
 * AWS: ${pages.folder}
 */
import { defineService, type ServiceDefinition } from '#service/service';
import { ${variable}Authorization } from './authorization.ts';

export function ${variable}(): ServiceDefinition {
  return defineService({
    name: '${entry.id}',
    global: ${isGlobal},
    operations: [],
    authorization: ${variable}Authorization,
  });
}
`,
  );
  tree.make(
    `${folder}/operation.ts`,
    `import type { InputOf, OperationName, OutputOf } from '#service/sdk-types';
import type { AuthorizationTable } from '../authorization-table.ts';

type Sdk = typeof import('${clientPackage}');
type ${prefix}OperationName = OperationName<Sdk>;
type ${prefix}Input<Name extends ${prefix}OperationName> = InputOf<Sdk, Name>;
type ${prefix}Output<Name extends ${prefix}OperationName> = OutputOf<Sdk, Name>;
/** The service's authorization table, or a part of it. */
export type ${prefix}Authorization = AuthorizationTable<Sdk>;
`,
  );
  tree.make(
    `${folder}/authorization.ts`,
    `/**
 * What each operation asks for: a table by operation.
 * AWS: ${pages.authorization}
 */
import type { ${prefix}Authorization } from './operation.ts';

export const ${variable}Authorization = {
} satisfies ${prefix}Authorization;
`,
  );
  tree.make(`${folder}/errors.ts`, errorsOf(asked));
  tree.make(
    `${folder}/limits.ts`,
    `/**
 * The service's quotas, by AWS's names.
 * AWS: ${pages.folder}
 */
export const ${variable}Limits = {} as const;
`,
  );
  tree.make(`${folder}/state.ts`, stateOf(variable, isGlobal));
  tree.make(
    `${folder}/README.md`,
    `# ${title}

Operations are listed in \`index.ts\`, what each asks for in \`authorization.ts\`, records in \`state.ts\`. What is not listed answers
\`NotImplemented\` by name.

## How it is kept

## Where it differs from AWS, or may

\`grep -rn "AWS DIFFERS" ${folder}\` finds the places.
`,
  );
  tree.change(`${services}/index.ts`, (source) =>
    withListed(withImport(source, variable, `./${entry.id}/index.ts`, 'value'), 'return [', `${variable}()`),
  );
  if (entry.model === undefined) {
    tree.change('packages/wire/src/model/service-table.ts', (source) => withModel(source, entry));
    tree.make(`packages/wire/src/model/stored/${entry.id}.json`, storedModel);
  }
}

/** `operation.ts` has these for the effects that the service's operations have. */
export function typeOfOperations(prefix: string, effect: Asked['effect']): string {
  if (effect === 'Read') {
    return `/** An operation that only looks. */
export type ${prefix}Read<Name extends ${prefix}OperationName> = ReadOperation<${prefix}Input<Name>, ${prefix}Output<Name>> & {
  readonly name: Name;
};
`;
  }
  return `/** An operation that changes something. */
export type ${prefix}Write<Name extends ${prefix}OperationName, Prepared = undefined> = WriteOperation<${prefix}Input<Name>, ${prefix}Output<Name>, Prepared> & { readonly name: Name };
`;
}

/** One of the model's errors as an example: that of a resource which is not there, where the service has it. */
function errorsOf({ entry, model, pages, title }: Asked): string {
  const all = [...model.errors.values()];
  const error = all.find(({ name }) => /^(ResourceNotFound|NotFound|NoSuch)/.test(name)) ?? all[0];
  // Over JSON the shape's name is the code, and every error of the client is a 400.
  const isJson = entry.protocols[0]?.startsWith('awsJson') === true;
  const code = isJson ? error?.name : error?.code;
  const httpStatus = isJson && error?.fault === 'client' ? 400 : error?.httpStatus;
  const example =
    error === undefined
      ? ''
      : `
export class ${error.name} extends AwsError {
  constructor(message: string) {
    super({ code: '${code}', httpStatus: ${httpStatus}, fault: '${error.fault}' }, message);
  }
}
`;
  return `/**
 * The errors of ${title}: one class a wire code; static functions of a class hold AWS's own sentences.
 * AWS: ${pages.folder}CommonErrors.html
 */
import { AwsError } from '#kernel/aws-error';
${example}`;
}

function stateOf(variable: string, isGlobal: boolean): string {
  const scope = isGlobal ? 'accountScope' : 'regionScope';
  const [parameters, given, regionImport] = isGlobal
    ? ['account: AccountId', 'account', '']
    : ['account: AccountId, region: Region', 'account, region', ', Region'];
  return `/** What the service keeps. */
import type { AccountId${regionImport} } from '#kernel/ids';
import type { Reader, Transaction } from '#store/port';
import { ${scope} } from '#store/scope';
import { openerOf, type ReaderOf, type WriterOf } from '../collections.ts';

/** One property for each kind of record: a Collection with its name, level, id and indexes (store/port.ts). */
export const ${variable}Collections = {} as const;

type StateReader = ReaderOf<typeof ${variable}Collections>;
type StateWriter = WriterOf<typeof ${variable}Collections>;

const open = openerOf(${variable}Collections);

/** The service's state in one account${isGlobal ? '' : ' and region'}. */
export function ${variable}State(store: Transaction, ${parameters}): StateWriter;
export function ${variable}State(store: Reader, ${parameters}): StateReader;
export function ${variable}State(store: Reader, ${parameters}): StateReader {
  return open(store, ${scope}(${given}));
}
`;
}

/** By its client package, which the row names already. */
export function withModel(source: string, { id, clientPackage }: Pick<ServiceEntry, 'id' | 'clientPackage'>): string {
  const named = `clientPackage: '${clientPackage}'`;
  if (!source.includes(named)) throw new Error(`the row of ${id} does not name its client package`);
  return source.replace(named, `${named}, model: 'sdk'`);
}
