/** The models of packages/wire that come from the SDK's client packages, as they are installed here. */
import { createRequire } from 'node:module';
import { type ServiceEntry, serviceTable } from '../packages/wire/src/index.ts';
import { schemaKind } from '../packages/wire/src/model/schema.ts';
import type { Generator } from './generator.ts';
import { storedOfSchemas, textOfStored } from './models/stored-of-schemas.ts';

const require = createRequire(import.meta.url);

export const models: Generator = {
  name: 'models',
  async outputs() {
    const files: Map<string, string> = new Map();
    for (const entry of serviceTable) {
      if (entry.model === 'sdk')
        files.set(`packages/wire/src/model/stored/${entry.id}.json`, await modelOfPackage(entry));
    }
    return { files };
  },
};

/** The text of the stored model, from the service's package as it is installed. */
export async function modelOfPackage(entry: ServiceEntry): Promise<string> {
  const name = `@aws-sdk/client-${entry.clientPackage}`;
  const { version } = require(`${name}/package.json`) as { readonly version: string };
  const schemas = Object.values((await import(name)) as object);
  const operation = schemas.find((schema) => Array.isArray(schema) && schema[0] === schemaKind.operation);
  if (!Array.isArray(operation)) throw new TypeError(`${name} carries no operation`);
  return textOfStored(storedOfSchemas(schemas, `${name} ${version}`, String(operation[1])));
}
