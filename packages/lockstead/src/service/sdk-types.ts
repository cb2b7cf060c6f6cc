/** Input and output types of an operation, by its name, from the SDK's command classes. Types only: nothing of the SDK runs here. */

// biome-ignore lint/suspicious/noExplicitAny: any constructor at all; only its instance type is looked at.
type AnyConstructor = abstract new (...args: any) => unknown;

type CommandOf<Sdk, Name extends string> = `${Name}Command` extends keyof Sdk
  ? Sdk[`${Name}Command`] extends AnyConstructor
    ? InstanceType<Sdk[`${Name}Command`]>
    : never
  : never;

/** The names of a client package's operations. */
export type OperationName<Sdk> = {
  [K in keyof Sdk]: K extends `${infer Name}Command` ? (Name extends '$' | '' ? never : Name) : never;
}[keyof Sdk];

/** Values that are no structures. */
type Leaf =
  | string
  | number
  | bigint
  | boolean
  | undefined
  | Date
  | Uint8Array
  | Blob
  | ReadableStream
  | AsyncIterable<unknown>;

/**
 * With every member that the model requires, at any depth. The SDK's types let a required member be `undefined`; here it cannot be: an input was
 * checked against the model before anybody sees it, and an answer without one would not be the operation's.
 */
export type WithRequired<T> = T extends Leaf
  ? T
  : T extends readonly (infer Element)[]
    ? WithRequired<Element>[]
    : T extends object
      ? { [K in keyof T]: object extends Pick<T, K> ? WithRequired<T[K]> : WithRequired<Exclude<T[K], undefined>> }
      : T;

export type InputOf<Sdk, Name extends string> =
  CommandOf<Sdk, Name> extends { readonly input: infer Input } ? WithRequired<Input> : never;

type HandlerOf<Sdk, Name extends string> =
  CommandOf<Sdk, Name> extends { resolveMiddleware(...args: never): infer Handler } ? Handler : never;

type RawOutput<Sdk, Name extends string> =
  HandlerOf<Sdk, Name> extends (...args: never) => Promise<{ output: infer Output }> ? Output : never;

export type OutputOf<Sdk, Name extends string> = WithRequired<Omit<RawOutput<Sdk, Name>, '$metadata'>>;
