/** Reads flags from the command line, the environment and the file, in this order of precedence. */
import { parseArgs } from 'node:util';
import { BadConfig, type Flag, type FlagName, type RawFlags, type RawValue, startFlags } from './flags.ts';
import { readGuarded } from './guarded-file.ts';
import { didYouMean } from './nearest.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const environmentPrefix = 'LOCKSTEAD_';
/** Read by the start itself, and not flags. */
const otherVariables: ReadonlySet<string> = new Set([
  'LOCKSTEAD_ROOT_ACCESS_KEY_ID',
  'LOCKSTEAD_ROOT_SECRET_ACCESS_KEY',
]);

const flags: readonly Flag[] = startFlags;

export function readFlags(argv: readonly string[], environment: Environment): RawFlags {
  const given = { ...fromEnvironment(environment), ...fromArguments(argv) };
  const file = given.config;
  return typeof file === 'string' ? { ...fromFile(file), ...given } : given;
}

/** Refuses misspelt variables. Without this, every command would ignore them. */
export function refuseUnknownVariables(environment: Environment): void {
  for (const [variable, text] of Object.entries(environment)) if (text !== undefined) flagOf(variable);
}

/** `undefined`: the variable is not about a flag. */
function flagOf(variable: string): Flag | undefined {
  if (!variable.startsWith(environmentPrefix) || otherVariables.has(variable)) return undefined;
  const flag = flags.find(({ name }) => variableOf(name) === variable);
  if (flag !== undefined) return flag;
  const near = didYouMean(variable, [...flags.map(({ name }) => variableOf(name)), ...otherVariables]);
  throw new BadConfig(`The environment variable ${variable} is not a setting of Lockstead${near}.`);
}

function variableOf(name: string): string {
  return `${environmentPrefix}${name.toUpperCase().replaceAll('-', '_')}`;
}

function fromArguments(argv: readonly string[]): RawFlags {
  const options = Object.fromEntries(
    flags.map(({ name, value, many }) => [
      name,
      value === undefined ? { type: 'boolean' as const } : { type: 'string' as const, multiple: many === true },
    ]),
  );
  try {
    const { values } = parseArgs({ args: [...argv], options, strict: true, allowPositionals: false });
    const raw: RawFlags = {};
    for (const [name, value] of Object.entries(values)) {
      if (value === undefined || value === false) continue;
      raw[name as FlagName] = Array.isArray(value) ? splitLists(value.map(String)) : (value as string | true);
    }
    return raw;
  } catch (error) {
    throw new BadConfig(wrongFlag('start', flags, error as Error));
  }
}

/** Node's own message, cut to its first sentence, with the flag that was meant. */
export function wrongFlag(command: string, known: readonly Flag[], { message }: Error): string {
  const [first = message] = message.split(/(?<=\.)\s|\n/, 1);
  const [, name] = /^Unknown option '--([^'\n]+)'/.exec(first) ?? [];
  const near = name === undefined ? '' : didYouMean(`--${name}`, [...known.map((flag) => `--${flag.name}`), '--help']);
  return `${first.replace(/\.$/, '')}${near}; "lockstead ${command} --help" lists the flags.`;
}

function fromEnvironment(environment: Environment): RawFlags {
  const raw: RawFlags = {};
  for (const [variable, text] of Object.entries(environment)) {
    const flag = text === undefined ? undefined : flagOf(variable);
    if (flag !== undefined && text !== undefined) raw[flag.name as FlagName] = valueFrom(flag, text, variable);
  }
  return raw;
}

function valueFrom(flag: Flag, text: string, from: string): RawValue {
  if (flag.value !== undefined) return flag.many === true ? splitLists([text]) : text;
  if (text === 'true' || text === '1') return true;
  if (text === 'false' || text === '0' || text === '') return false;
  throw new BadConfig(`${from} is a switch: true or false, not "${text}".`);
}

function fromFile(path: string): RawFlags {
  const text = readGuarded({ name: '--config', path, isSecret: holdsSecret });
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new BadConfig(`The configuration file ${path} cannot be read: ${(error as Error).message}.`);
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw new BadConfig(`The configuration file ${path} must hold one JSON object.`);
  }
  const raw: RawFlags = {};
  for (const [name, value] of Object.entries(content)) {
    const flag = flags.find((known) => known.name === name);
    if (flag === undefined || name === 'config') {
      const near =
        flag === undefined
          ? didYouMean(
              name,
              flags.map((known) => known.name),
            )
          : '';
      throw new BadConfig(`${path}: "${name}" is not a setting of Lockstead${near}.`);
    }
    raw[name as FlagName] = fileValue(flag, value, path);
  }
  return raw;
}

/** An address of a database may hold a password, that of an upstream a key to sign with. */
function holdsSecret(text: string): boolean {
  return /"postgres(ql)?:[^"]*@/.test(text) || /[?&]sign=(?!none["&])/.test(text);
}

function fileValue(flag: Flag, value: unknown, path: string): RawValue {
  if (flag.value === undefined) {
    if (typeof value === 'boolean') return value;
    throw new BadConfig(`${path}: "${flag.name}" is a switch: true or false.`);
  }
  if (flag.many === true && Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  if (typeof value === 'string' || typeof value === 'number') {
    return flag.many === true ? splitLists([String(value)]) : String(value);
  }
  throw new BadConfig(`${path}: "${flag.name}" takes ${flag.value}.`);
}

function splitLists(texts: readonly string[]): readonly string[] {
  return texts.flatMap((text) => text.split(',').map((part) => part.trim())).filter((part) => part !== '');
}
