/** For filters that drop what is absent. */
export function isPresent<T>(value: T | undefined | null): value is T {
  return value !== undefined && value !== null;
}
