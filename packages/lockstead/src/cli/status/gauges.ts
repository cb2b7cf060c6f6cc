/** What `status --verbose` adds: the server's gauges, as its metrics name and explain them. Prometheus' text format, version 0.0.4. */

export interface Gauge {
  /** Without the prefix: `connections`. */
  readonly name: string;
  readonly help: string;
  /** By label, as it is written: `state="authenticated"`; one without a label has the name ''. */
  readonly values: Readonly<Record<string, number>>;
}

const prefix = 'lockstead_';

export function gaugesIn(text: string): readonly Gauge[] {
  const helps = new Map<string, string>();
  const gauges = new Map<string, Record<string, number>>();
  for (const line of text.split('\n')) {
    const [, helpName, help] = /^# HELP (\w+) (.*)$/.exec(line) ?? [];
    if (helpName !== undefined && help !== undefined) helps.set(helpName, help);
    const [, typeName, type] = /^# TYPE (\w+) (\w+)$/.exec(line) ?? [];
    if (typeName !== undefined && type === 'gauge') gauges.set(typeName, {});
    const [, name = '', label = '', value = ''] = /^(\w+)(?:\{([^}]*)\})? (\S+)$/.exec(line) ?? [];
    const values = gauges.get(name);
    if (values !== undefined) values[label] = Number(value);
  }
  return [...gauges].map(([name, values]) => ({
    name: name.startsWith(prefix) ? name.slice(prefix.length) : name,
    help: helps.get(name) ?? '',
    values,
  }));
}

/** A row of a table: name, values, meaning. */
export function gaugeRow({ name, help, values }: Gauge): readonly string[] {
  const shown = Object.entries(values).map(([label, value]) => {
    const [, named] = /="([^"]*)"/.exec(label) ?? [];
    const amount = inUnits(name, value);
    return named === undefined ? amount : `${amount} ${named}`;
  });
  return [name.replaceAll('_', ' ').replace(/ (bytes|seconds)$/, ''), shown.join(', '), help];
}

function inUnits(name: string, value: number): string {
  if (name.endsWith('_bytes'))
    return value < 10 * 1024 * 1024 ? `${Math.ceil(value / 1024)} KiB` : `${Math.round(value / 1024 / 1024)} MiB`;
  if (name.endsWith('_seconds')) return `${(value * 1000).toFixed(1)} ms`;
  return String(value);
}
