/** `baseline.json`: by service and operation, how many probes are answered right. It may only rise. */
import { readFileSync, writeFileSync } from 'node:fs';
import type { OperationVerdict } from './verdict.ts';

interface Counts {
  readonly right: number;
  /** Of an operation with nothing wrong there is nothing to list. */
  readonly wrong?: readonly string[];
}

export type Baseline = Readonly<
  Record<string, { readonly right: number; readonly operations: Readonly<Record<string, Counts>> }>
>;

type Counted = Pick<OperationVerdict, 'service' | 'operation' | 'right' | 'wrong'>;

export function readBaseline(path: string): Baseline {
  return JSON.parse(readFileSync(path, 'utf8')) as Baseline;
}

export function writeBaseline(path: string, verdicts: readonly Counted[]): void {
  writeFileSync(path, `${JSON.stringify(baselineOf(verdicts), undefined, 2)}\n`);
}

export function baselineOf(verdicts: readonly Counted[]): Baseline {
  return Object.fromEntries(
    byService(verdicts).map(([service, all]) => [
      service,
      {
        right: all.reduce((sum, { right }) => sum + right, 0),
        operations: Object.fromEntries(all.map(({ operation, right, wrong }) => [operation, countsOf(right, wrong)])),
      },
    ]),
  );
}

export function byService<Verdict extends Counted>(
  verdicts: readonly Verdict[],
): readonly (readonly [service: string, verdicts: readonly Verdict[]])[] {
  const services = [...new Set(verdicts.map(({ service }) => service))];
  return services.map((service) => [service, verdicts.filter((one) => one.service === service)]);
}

function countsOf(right: number, wrong: readonly string[]): Counts {
  return wrong.length === 0 ? { right } : { right, wrong };
}

/** What stands below the baseline, in sentences. `whole`: every operation was asked, so that one that is gone is missed, and one that is new. */
export function shortfalls(baseline: Baseline, verdicts: readonly Counted[], whole: boolean): readonly string[] {
  const found: string[] = [];
  for (const { service, operation, right, wrong } of verdicts) {
    const known = baseline[service]?.operations[operation];
    if (known === undefined) {
      if (whole) found.push(`${service}:${operation} is not in the baseline yet (probes.ts --write)`);
    } else if (right < known.right) found.push(`${service}:${operation} had ${known.right} right, has ${right}`);
    const unknown = wrong.filter((line) => known?.wrong?.includes(line) !== true);
    found.push(...unknown.map((line) => `${service}: ${line}`));
  }
  if (!whole) return found;
  const asked = new Set(verdicts.map(({ service, operation }) => `${service}:${operation}`));
  for (const [service, { operations }] of Object.entries(baseline)) {
    for (const operation of Object.keys(operations)) {
      if (!asked.has(`${service}:${operation}`)) found.push(`${service}:${operation} was probed once and is not now`);
    }
  }
  return found;
}
