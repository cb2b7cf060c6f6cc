/** The form's fields that come before the file, names in lower case, each once. */
export type PostFields = ReadonlyMap<string, string>;
