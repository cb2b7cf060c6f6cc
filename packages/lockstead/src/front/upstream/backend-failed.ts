/** Why there is no answer of a backend. */
export class BackendFailed extends Error {
  override readonly name = 'BackendFailed';
  /** Its connection closed before an answer began. */
  readonly isClosedUnanswered: boolean;

  constructor(message: string, isClosedUnanswered = false, options?: ErrorOptions) {
    super(message, options);
    this.isClosedUnanswered = isClosedUnanswered;
  }
}
