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

/** `stepsWanted`: of each service. */
export function compareWalks(
  direct: readonly Line[],
  through: readonly Line[],
  stepsWanted: number = stepsMin,
): Verdict {
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
    if (steps.length < stepsWanted) faults.push(`${service} has ${steps.length} steps, and wants ${stepsWanted}`);
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

const denialCode = /^(AccessDenied|AccessDeniedException|UnauthorizedOperation|AuthorizationError)$/;

function isDeniedByName({ operation, status, error }: Line): boolean {
  // There is no room for a name in an answer without a body.
  if (operation.startsWith('head_')) return status === 403;
  return (
    error !== undefined &&
    denialCode.test(error.Code) &&
    / is not authorized to perform: [a-z0-9-]+:\w+/.test(error.Message)
  );
}

/** Of a policy that `lockstead least` wrote. */
export interface Statement {
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
}

interface LeastWalk {
  /** Root's walk through the front. */
  readonly through: readonly Line[];
  /** The same by a role with the least policy. */
  readonly least: readonly Line[];
  readonly proved: boolean;
  readonly statements: number;
}

export function leastIsEnough(service: string, { through, least, proved, statements }: LeastWalk): Verdict {
  const { faults } = compareWalks(through, least, 1);
  return {
    says: `${service}: a role with its least policy of ${statements} statements walks as root does, and not with any one less`,
    faults: [
      ...(proved ? [] : ['it was not proved']),
      ...(statements === 0 ? ['it has no statements'] : []),
      ...faults,
    ],
  };
}

/** The faults of a walk without this statement: some step is denied what stands in it. */
export function namesWhatIsMissing(
  service: string,
  { Action, Resource }: Statement,
  lines: readonly Line[],
): readonly string[] {
  const denials = lines.flatMap(({ error }) =>
    error !== undefined && denialCode.test(error.Code) ? [error.Message] : [],
  );
  const isNamed = denials.some(
    (message) =>
      Action.some((action) => message.toLowerCase().includes(`perform: ${action.toLowerCase()} `)) &&
      Resource.some((resource) => asPattern(resource).test(message)),
  );
  return isNamed
    ? []
    : [`${service} without ${Action.join()} on ${Resource.join()}: ${denials[0] ?? 'nothing is denied'}`];
}

/** The walk says of ids what kind they are. What has no resource is named by its action alone. */
function asPattern(resource: string): RegExp {
  if (resource === '*') return /./;
  const parts = resource.split(/[*?]+/).map((part) => part.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(parts.join('\\S*'));
}

function nameOf({ service, operation }: Line): string {
  return `${service} ${operation}`;
}
