/**
 * From botocore's form of a model to the arrays that the SDK's packages carry, for services that are in no npm package:
 * behind this door both are one.
 */
import { schemaKind, type Traits } from '../../packages/wire/src/model/schema.ts';

export interface BotocoreModel {
  readonly botocore: string;
  readonly source: string;
  readonly sha256: string;
  readonly operations: Readonly<Record<string, BotocoreOperation>>;
  readonly shapes: Readonly<Record<string, BotocoreShape>>;
}

interface BotocoreOperation {
  readonly http: { readonly method: string; readonly requestUri: string; readonly responseCode: number };
  readonly input?: string;
  readonly output?: string;
}

interface BotocoreShape {
  readonly type: string;
  readonly members?: Readonly<Record<string, BotocoreMember>>;
  readonly required?: readonly string[];
  readonly member?: BotocoreMember;
  readonly key?: BotocoreMember;
  readonly value?: BotocoreMember;
  readonly payload?: string;
  readonly sensitive?: boolean;
  readonly streaming?: boolean;
  readonly union?: boolean;
  readonly document?: boolean;
  readonly flattened?: boolean;
  readonly exception?: boolean;
  readonly error?: { readonly code?: string; readonly httpStatusCode?: number; readonly senderFault?: boolean };
  readonly fault?: boolean;
  readonly timestampFormat?: string;
}

interface BotocoreMember {
  readonly shape: string;
  readonly location?: string;
  readonly locationName?: string;
  readonly idempotencyToken?: boolean;
  readonly flattened?: boolean;
  readonly streaming?: boolean;
  readonly jsonvalue?: boolean;
  readonly hostLabel?: boolean;
  readonly xmlAttribute?: boolean;
}

/** Under awsJson `locationName` never stands; under restJson1 it is the name in JSON, under restXml that of the element. */
export type NameTrait = 'jsonName' | 'xmlName';

/** Every operation and every error. `namespace` is AWS's of the service: `com.amazonaws.artifact`. */
export function schemasOfBotocore(model: BotocoreModel, namespace: string, nameTrait: NameTrait): readonly unknown[] {
  const converter = new Converter(model, namespace, nameTrait);
  const operations = Object.entries(model.operations).map(([name, operation]) => converter.operation(name, operation));
  const errors = Object.entries(model.shapes).filter(([, shape]) => shape.exception === true);
  return [...operations, ...errors.map(([name]) => converter.schema(name))];
}

const scalars: Readonly<Record<string, number>> = {
  string: 0,
  character: 0,
  integer: 1,
  long: 1,
  short: 1,
  byte: 1,
  float: 1,
  double: 1,
  boolean: 2,
  timestamp: 4,
  blob: 21,
};
const timestampFormats: Readonly<Record<string, number>> = { iso8601: 5, rfc822: 6, unixTimestamp: 7 };
const document = 15;
const streamingBlob = 42;

class Converter {
  readonly #model: BotocoreModel;
  readonly #namespace: string;
  readonly #nameTrait: NameTrait;
  readonly #made: Map<string, unknown> = new Map();

  constructor(model: BotocoreModel, namespace: string, nameTrait: NameTrait) {
    this.#model = model;
    this.#namespace = namespace;
    this.#nameTrait = nameTrait;
  }

  operation(name: string, { http, input, output }: BotocoreOperation): unknown {
    const binding: Traits = { http: [http.method, http.requestUri, http.responseCode] };
    return [schemaKind.operation, this.#namespace, name, binding, this.#reference(input), this.#reference(output)];
  }

  #reference(name: string | undefined): () => unknown {
    return () => (name === undefined ? 'unit' : this.schema(name));
  }

  schema(name: string): unknown {
    if (this.#made.has(name)) return this.#made.get(name);
    const schema = this.#make(name, this.#shape(name));
    this.#made.set(name, schema);
    return schema;
  }

  #shape(name: string): BotocoreShape {
    const shape = this.#model.shapes[name];
    if (shape === undefined) throw new TypeError(`the model has no shape ${name}`);
    return shape;
  }

  #make(name: string, shape: BotocoreShape): unknown {
    const traits: Traits = shape.sensitive === true ? { sensitive: 1 } : {};
    const head = [this.#namespace, name, traits];
    switch (shape.type) {
      case 'structure':
        return shape.document === true ? document : this.#struct(name, shape, traits);
      case 'list':
        return [schemaKind.list, ...head, this.#inside(shape.member, traits)];
      case 'map':
        return [schemaKind.map, ...head, this.#inside(shape.key), this.#inside(shape.value)];
      default: {
        const number = scalarNumber(shape);
        return shape.sensitive === true ? [schemaKind.simple, ...head, number] : number;
      }
    }
  }

  #struct(name: string, shape: BotocoreShape, own: Traits): unknown {
    const all = Object.entries(shape.members ?? {});
    const required = all.filter(([member]) => shape.required?.includes(member));
    const members = [...required, ...all.filter(([member]) => !shape.required?.includes(member))];
    const kind =
      shape.exception === true ? schemaKind.error : shape.union === true ? schemaKind.union : schemaKind.struct;
    return [
      kind,
      this.#namespace,
      name,
      shape.exception === true ? { ...own, ...errorTraits(shape) } : own,
      members.map(([member]) => member),
      members.map(([member, reference]) => [
        () => this.schema(reference.shape),
        this.#memberTraits(member, reference, shape),
      ]),
      required.length,
    ];
  }

  /** An element, key or value: named when the model names it. */
  #inside(reference: BotocoreMember | undefined, own: Traits = {}): unknown {
    if (reference === undefined) throw new TypeError('a list or map says what is in it');
    const named =
      reference.locationName === undefined || this.#nameTrait === 'jsonName' ? {} : { xmlName: reference.locationName };
    return [() => this.schema(reference.shape), { ...own, ...named }];
  }

  #memberTraits(name: string, reference: BotocoreMember, shape: BotocoreShape): Traits {
    const target = this.#shape(reference.shape);
    return {
      ...this.#location(name, reference, target),
      ...(shape.payload === name ? { httpPayload: 1 } : {}),
      ...(reference.idempotencyToken === true ? { idempotencyToken: 1 } : {}),
      ...(reference.flattened === true || target.flattened === true ? { xmlFlattened: 1 } : {}),
      ...(reference.jsonvalue === true ? { mediaType: 'application/json' } : {}),
      ...(reference.hostLabel === true ? { hostLabel: 1 } : {}),
      ...(reference.xmlAttribute === true ? { xmlAttribute: 1 } : {}),
    };
  }

  #location(name: string, { location, locationName = name }: BotocoreMember, target: BotocoreShape): Traits {
    switch (location) {
      case 'uri':
        return { httpLabel: 1 };
      case 'querystring':
        return target.type === 'map' ? { httpQueryParams: 1 } : { httpQuery: locationName };
      case 'header':
        return { httpHeader: locationName };
      case 'headers':
        return { httpPrefixHeaders: locationName };
      case 'statusCode':
        return { httpResponseCode: 1 };
      default:
        return locationName === name ? {} : { [this.#nameTrait]: locationName };
    }
  }
}

function scalarNumber(shape: BotocoreShape): number {
  if (shape.type === 'blob' && shape.streaming === true) return streamingBlob;
  const number = scalars[shape.type];
  if (number === undefined) throw new TypeError(`there is no shape of type ${shape.type}`);
  return shape.type === 'timestamp' ? (timestampFormats[shape.timestampFormat ?? ''] ?? number) : number;
}

function errorTraits({ error, fault }: BotocoreShape): Traits {
  const status = error?.httpStatusCode;
  return {
    error: fault === true || (status !== undefined && status >= 500) ? 'server' : 'client',
    ...(status === undefined ? {} : { httpError: status }),
    ...(error?.code === undefined || status === undefined ? {} : { awsQueryError: [error.code, status] }),
  };
}
