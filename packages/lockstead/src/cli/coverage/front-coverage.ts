/** `lockstead coverage --front`: how well the requests of every AWS service are known, read from the tables themselves. */
import type { OperationRow, Tier } from '#front/tables/row';
import { frontServices, frontTable } from '#front/tables/tables';
import { type ExitCode, Usage } from '#terminal/exit';
import { type Paint, paintFor } from '#terminal/paint';
import { table } from '#terminal/table';
import type { Terminal } from '#terminal/terminal';
import { say } from '../flow.ts';

export const frontFlag = { name: 'front', help: 'how well the requests of all AWS services are known' };

const tiers: readonly Tier[] = ['hand', 'mapped', 'derived', 'unknown'];

/** @throws Usage when there is no such service. */
export function frontCoverage(service: string | undefined, asJson: boolean, terminal: Terminal): ExitCode {
  const chosen = service === undefined ? Object.keys(frontServices()) : [known(service)];
  if (asJson) {
    terminal.out(`${JSON.stringify(report(chosen))}\n`);
    return 0;
  }
  const paint = paintFor(terminal);
  say(terminal, service === undefined ? summary(paint) : details(known(service), paint));
  return 0;
}

/** A service by the name of its client, or the one that IAM knows by that prefix where there is just one. */
function known(name: string): string {
  const services = frontServices();
  if (Object.hasOwn(services, name)) return name;
  const clients = Object.entries(services).filter(([, { iamPrefix }]) => iamPrefix === name);
  const [only] = clients;
  if (only !== undefined && clients.length === 1) return only[0];
  const others = clients.map(([client]) => client).join(', ');
  throw new Usage(
    others === '' ? `There is no AWS service "${name}".` : `"${name}" is the prefix of several: ${others}.`,
  );
}

interface Counted {
  readonly operations: number;
  readonly tiers: Readonly<Record<Tier, number>>;
  /** Of all operations, those with action and resource. */
  readonly known: number;
}

function count(services: readonly string[]): Counted {
  const all = frontServices();
  const sum = (tier: Tier): number => services.reduce((made, name) => made + (all[name]?.operations[tier] ?? 0), 0);
  const made = { hand: sum('hand'), mapped: sum('mapped'), derived: sum('derived'), unknown: sum('unknown') };
  const operations = tiers.reduce((total, tier) => total + made[tier], 0);
  return { operations, tiers: made, known: operations === 0 ? 1 : 1 - made.unknown / operations };
}

function report(services: readonly string[]): unknown {
  const each = services.map((name) => [name, { ...count([name]), unknown: unknownOf(name) }] as const);
  return { ...count(services), services: Object.fromEntries(each) };
}

function unknownOf(service: string): Readonly<Record<string, string>> {
  const rows = Object.entries(frontTable(service)?.operations ?? {}).filter(([, { tier }]) => tier === 'unknown');
  return Object.fromEntries(rows.map(([name, { why }]) => [name, why ?? '']));
}

function summary(paint: Paint): string {
  const services = Object.keys(frontServices());
  const row = (name: string, { operations, tiers: made, known: share }: Counted): string[] => [
    name,
    ...tiers.map((tier) => String(made[tier])),
    String(operations),
    `${(share * 100).toFixed(1)} %`,
  ];
  const head = ['Service', 'By hand', 'Mapped', 'Derived', 'Unknown', 'Operations', 'Known'];
  return table(
    [
      head.map((cell) => paint.bold(cell)),
      ...services.map((name) => row(name, count([name]))),
      row('All', count(services)).map((cell) => paint.bold(cell)),
    ],
    { right: [1, 2, 3, 4, 5, 6] },
  );
}

function details(service: string, paint: Paint): string {
  const rows = Object.entries(frontTable(service)?.operations ?? {});
  return table(rows.map(([name, row]) => [name, word(row, paint), asked(row)]));
}

function word({ tier }: OperationRow, paint: Paint): string {
  if (tier === 'hand') return paint.good('by hand');
  return tier === 'unknown' ? paint.bad('unknown') : tier;
}

function asked({ pairs, why, permission }: OperationRow): string {
  if (permission !== undefined) return 'no permission';
  return why ?? [...new Set(pairs.map(({ action }) => action))].join(', ');
}
