/**
 * The constraints that AWS's models have and the SDK's packages leave out: `model/constraints/<service>.json`, made from botocore
 * by scripts/generate-constraints.py. Shapes are named as in AWS's model, which both sources share.
 */

export interface ShapeConstraints {
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly integer?: true;
  /** Of a structure: the names of its members' shapes, those alone that have constraints somewhere below. */
  readonly members?: Readonly<Record<string, string>>;
  readonly member?: string;
  readonly key?: string;
  readonly value?: string;
}

export interface ConstraintTable {
  readonly botocore: string;
  /** Where in botocore's data, and the SHA-256 of that file. */
  readonly source: string;
  readonly sha256: string;
  /** The input shape of each operation that has constraints. */
  readonly operations: Readonly<Record<string, string>>;
  readonly shapes: Readonly<Record<string, ShapeConstraints>>;
}

/** Read from disk at a service's first use. */
export async function loadConstraints(id: string): Promise<ConstraintTable> {
  const module: { default: unknown } = await import(`../model/constraints/${id}.json`, { with: { type: 'json' } });
  return module.default as ConstraintTable;
}
