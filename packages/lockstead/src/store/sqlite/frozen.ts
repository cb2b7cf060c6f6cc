/** Freezes a value and all that it holds: whoever shares it cannot change it for the others. */
export function freeze(value: object): void {
  Object.freeze(value);
  for (const member of Object.values(value)) {
    if (typeof member === 'object' && member !== null && !Object.isFrozen(member)) freeze(member as object);
  }
}
