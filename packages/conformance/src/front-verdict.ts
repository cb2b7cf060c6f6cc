/** Compares two runs of front_walk.py: one through the front, one without it. */

/** One step, without what differs from run to run. */
export interface Line {
  readonly service: string;
  readonly operation: string;
  readonly status: number;
  readonly answer?: unknown;
  readonly error?: { readonly Code: string; readonly Message: string };
}

export interface Verdict {
  readonly says: string;
  readonly faults: readonly string[];
}

/** Fewer steps than this of a service prove little. */
const stepsMin = 15;

export function compareWalks(direct: readonly Line[], through: readonly Line[]): Verdict {
  const faults = direct.flatMap((line, at) => {
    const other = through[at];
    return JSON.stringify(line) === JSON.stringify(other)
      ? []
      : [
          `${nameOf(line)}: without ${JSON.stringify(line).slice(0, 400)}, through ${(JSON.stringify(other) ?? 'nothing').slice(0, 400)}`,
        ];
  });
  if (through.length !== direct.length)
    faults.push(`${direct.length} steps without the front, ${through.length} through`);
  const services = Map.groupBy(direct, ({ service }) => service);
  for (const [service, steps] of services) {
    if (steps.length < stepsMin) faults.push(`${service} has ${steps.length} steps, and wants ${stepsMin}`);
  }
  const same = direct.length - faults.length;
  return {
    says: `${same} of ${direct.length} steps of ${services.size} services give the same through the front`,
    faults,
  };
}

export function deniedByName(lines: readonly Line[]): Verdict {
  const faults = lines.flatMap((line) =>
    isDeniedByName(line) ? [] : [`${nameOf(line)}: ${JSON.stringify(line).slice(0, 400)}`],
  );
  return {
    says: `${lines.length - faults.length} of ${lines.length} steps are denied by name to who may nothing`,
    faults,
  };
}

function isDeniedByName({ error }: Line): boolean {
  return (
    error !== undefined &&
    /^(AccessDenied|AccessDeniedException)$/.test(error.Code) &&
    / is not authorized to perform: [a-z-]+:\w+/.test(error.Message)
  );
}

function nameOf({ service, operation }: Line): string {
  return `${service} ${operation}`;
}
