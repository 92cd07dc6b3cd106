/** Closes a switch over a union: a new case is a compile error here, and a value from outside that slipped through is told by name. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`);
}
