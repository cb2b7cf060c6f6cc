/** How a command ends where it does not do what it was asked. */

/** 0: yes, or done. 1: no, or findings. 2: usage, or invalid input. */
export type ExitCode = 0 | 1 | 2;

/** The command was called wrongly: one sentence on standard error, exit 2. */
export class Usage extends Error {
  override readonly name = 'Usage';
}

/** The command was called rightly, and there is no answer, or the answer is no: one sentence on standard error. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}
