/** What was typed after a command's name. */
export interface Words {
  /** The words that are not flags, in order. */
  readonly words: readonly string[];
  text(flag: string): string | undefined;
  list(flag: string): readonly string[];
  has(flag: string): boolean;
}
