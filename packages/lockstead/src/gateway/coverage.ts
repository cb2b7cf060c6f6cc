/** What of AWS's models is done, refused with a reason, or not done yet. */
import type { ServiceRegistry } from './gateway.ts';

type OperationCoverage = 'done' | 'notImplemented' | { readonly refused: string };

export async function coverageOf(
  registry: ServiceRegistry,
): Promise<Readonly<Record<string, { readonly operations: Readonly<Record<string, OperationCoverage>> }>>> {
  const coverage: Record<string, { readonly operations: Readonly<Record<string, OperationCoverage>> }> = {};
  for (const [name, { definition, operations, loadModel }] of registry) {
    const model = await loadModel();
    const entries = [...model.operations.keys()].sort().map((operation) => {
      if (operations.has(operation)) return [operation, 'done'] as const;
      const reason = definition.refused?.[operation];
      return [operation, reason === undefined ? 'notImplemented' : { refused: reason }] as const;
    });
    coverage[name] = { operations: Object.fromEntries(entries) };
  }
  return coverage;
}
