/** A service's operations and errors, read once from its schemas when it is first asked for. */
import { type ConstraintTable, loadConstraints } from '../validate/constraint-table.ts';
import { readTraits, schemaKind } from './schema.ts';
import type { ServiceEntry } from './service-table.ts';
import { type StructShape, shapeOf } from './shape.ts';
import { statusOf } from './statuses.ts';
import { type StoredModel, schemasOfStored } from './stored-model.ts';

/** Method, path and status of an operation of the REST protocols. */
export interface HttpBinding {
  readonly method: string;
  /** `/detector/{DetectorId}/findings`; `{Key+}` takes slashes too; literal query parameters behind a question mark. */
  readonly uri: string;
  readonly status: number;
}

/** An operation with the shapes of its input, output and errors. */
export interface OperationModel {
  readonly name: string;
  readonly service: ServiceEntry;
  /** Absent where the operation takes nothing. */
  readonly input: StructShape | undefined;
  readonly output: StructShape | undefined;
  readonly http?: HttpBinding;
  /** Every error that the service's model has, by shape name: the packages do not say which operation throws which. */
  readonly errors: ReadonlyMap<string, ErrorModel>;
}

/** An error that a service answers. */
export interface ErrorModel {
  /** Shape name: `NoSuchEntityException`. */
  readonly name: string;
  /** On the wire: `NoSuchEntity`. */
  readonly code: string;
  readonly httpStatus: number;
  readonly fault: 'client' | 'server';
  readonly shape: StructShape;
}

/** All that the wire knows of a service: its row of the table, its operations and errors by name, the constraints of its inputs. */
export interface ServiceModel {
  readonly entry: ServiceEntry;
  readonly operations: ReadonlyMap<string, OperationModel>;
  readonly errors: ReadonlyMap<string, ErrorModel>;
  readonly constraints: ConstraintTable | undefined;
}

/** By the row, not its id: whoever brings a row of his own gets a model of his own, and changes nobody else's. */
const loading: WeakMap<ServiceEntry, Promise<ServiceModel>> = new WeakMap();
/** Those that `loadModel` has read; they go before those that were made. */
const read: WeakMap<ServiceEntry, ServiceModel> = new WeakMap();
const made: WeakMap<ServiceEntry, ServiceModel> = new WeakMap();

/** The model where it is there already: an error can be said without it, but better with it. */
export function loadedModel(entry: ServiceEntry): ServiceModel | undefined {
  return read.get(entry) ?? made.get(entry);
}

/** Whether a model can be loaded at all: a service without one is known by name only. */
export function hasModel(entry: ServiceEntry): boolean {
  return entry.model !== undefined;
}

/** The same model each time; a failed load is tried again. */
export function loadModel(entry: ServiceEntry): Promise<ServiceModel> {
  const known = loading.get(entry);
  if (known !== undefined) return known;
  const load = readModel(entry);
  loading.set(entry, load);
  load.catch(() => loading.delete(entry));
  return load;
}

async function readModel(entry: ServiceEntry): Promise<ServiceModel> {
  const [schemas, constraints] = await Promise.all([readSchemas(entry), loadConstraints(entry.id)]);
  const model = modelOfSchemas(entry, schemas, constraints);
  read.set(entry, model);
  return model;
}

async function readSchemas(entry: ServiceEntry): Promise<Iterable<unknown>> {
  if (!hasModel(entry)) throw new Error(`there is no model of ${entry.id}`);
  const module: { default: unknown } = await import(`./stored/${entry.id}.json`, { with: { type: 'json' } });
  return schemasOfStored(module.default as StoredModel);
}

/** A model from schema arrays, wherever they come from; anything else among them is passed over. */
export function modelOfSchemas(
  entry: ServiceEntry,
  schemas: Iterable<unknown>,
  constraints?: ConstraintTable,
): ServiceModel {
  const errors: Map<string, ErrorModel> = new Map();
  const operations: Map<string, OperationModel> = new Map();
  for (const schema of schemas) {
    if (!Array.isArray(schema)) continue;
    if (schema[0] === schemaKind.operation) operations.set(String(schema[2]), operationOf(entry, schema, errors));
    if (schema[0] === schemaKind.error) errors.set(String(schema[2]), errorOf(schema));
  }
  const model: ServiceModel = { entry, operations, errors, constraints };
  made.set(entry, model);
  return model;
}

function operationOf(
  service: ServiceEntry,
  schema: readonly unknown[],
  errors: ReadonlyMap<string, ErrorModel>,
): OperationModel {
  const { http } = readTraits(schema[3]);
  return {
    name: String(schema[2]),
    service,
    input: structOf(schema[4]),
    output: structOf(schema[5]),
    ...(http === undefined
      ? {}
      : { http: { method: http[0], uri: http[1], status: statusOf(service.id, String(schema[2]), http[2]) } }),
    errors,
  };
}

function structOf(ref: unknown): StructShape | undefined {
  const shape = shapeOf(ref);
  return shape?.kind === 'struct' ? shape : undefined;
}

function errorOf(schema: readonly unknown[]): ErrorModel {
  const traits = readTraits(schema[3]);
  const fault = traits.error ?? 'client';
  const name = String(schema[2]);
  return {
    name,
    code: traits.awsQueryError?.[0] ?? name,
    httpStatus: traits.httpError ?? traits.awsQueryError?.[1] ?? (fault === 'client' ? 400 : 500),
    fault,
    shape: shapeOf(schema) as StructShape,
  };
}
