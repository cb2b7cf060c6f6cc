/** What the emulator answers in place of a result, in the shape of AWS's JSON protocols. */
export class EmulatorFailure extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }

  static notDone(what: string): EmulatorFailure {
    return new EmulatorFailure('NotImplementedException', `This small emulator does not do ${what}.`, 501);
  }
}

export type Input = Readonly<Record<string, unknown>>;

/** Members that it does not know would change what is asked for. */
export function onlyMembers(input: Input, names: readonly string[]): void {
  const other = Object.keys(input).find((name) => !names.includes(name));
  if (other !== undefined) throw EmulatorFailure.notDone(`the parameter ${other}`);
}

export function textOf(input: Input, name: string): string {
  const value = input[name];
  if (typeof value !== 'string' || value === '') throw new EmulatorFailure('ValidationException', `${name} is a text.`);
  return value;
}
