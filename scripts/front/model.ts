/** What scripts/generate-front.py says of botocore's models. */

export interface BotocoreReference {
  readonly shape: string;
  readonly location?: string;
  readonly locationName?: string;
  readonly [trait: string]: unknown;
}

export interface BotocoreShape {
  readonly type: string;
  readonly members?: Readonly<Record<string, BotocoreReference>>;
  readonly required?: readonly string[];
  readonly member?: BotocoreReference;
  readonly key?: BotocoreReference;
  readonly value?: BotocoreReference;
  readonly payload?: string;
  readonly [trait: string]: unknown;
}

export interface BotocoreOperation {
  readonly method: string;
  readonly requestUri: string;
  readonly responseCode: number;
  readonly input?: string;
  readonly unsigned?: boolean;
}

export interface BotocoreService {
  readonly source: string;
  readonly sha256: string;
  readonly metadata: {
    readonly apiVersion: string;
    readonly endpointPrefix: string;
    readonly protocol: string;
    readonly protocols?: readonly string[];
    readonly serviceId: string;
    readonly signingName?: string;
    readonly targetPrefix?: string;
  };
  readonly operations: Readonly<Record<string, BotocoreOperation>>;
  readonly shapes: Readonly<Record<string, BotocoreShape>>;
}

export interface BotocoreModels {
  readonly botocore: string;
  readonly services: Readonly<Record<string, BotocoreService>>;
}

/** Where a path of a template ends, or nothing when a member on the way is not there. */
export function shapeAt(
  service: BotocoreService,
  root: string | undefined,
  path: readonly (string | 'elements' | 'keys' | 'values')[],
): string | undefined {
  let name = root;
  for (const step of path) {
    const shape: BotocoreShape | undefined = name === undefined ? undefined : service.shapes[name];
    if (shape === undefined) return undefined;
    if (step === 'elements') name = shape.type === 'list' ? shape.member?.shape : undefined;
    else if (step === 'keys' || step === 'values') {
      name = shape.type !== 'map' ? undefined : step === 'keys' ? shape.key?.shape : shape.value?.shape;
    } else name = shape.members?.[step]?.shape;
  }
  return name;
}

const scalars: ReadonlySet<string> = new Set(['string', 'integer', 'long', 'character', 'boolean', 'short']);

export function isScalar(service: BotocoreService, name: string | undefined): boolean {
  return name !== undefined && scalars.has(service.shapes[name]?.type ?? '');
}
